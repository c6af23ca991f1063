package volumecopy

import (
	"strings"
	"testing"
)

func TestRoomIsMeasuredBeforeACopy(t *testing.T) {
	const folders = "1000\t/.sandbox-0/volume\n2000\t/.sandbox-1/volume\n"
	df := func(free ...string) string {
		text := "Filesystem     1024-blocks     Used Available Capacity Mounted on\n"
		for _, f := range free {
			text += "/dev/vda         264212084 34957364  " + f + "      37% /etc/hosts\n"
		}
		return text
	}
	small := map[string]string{"type": "tmpfs", "o": "size=20m"}
	for name, test := range map[string]struct {
		measured string
		options  map[string]string // of the volume that gets the second copy
		want     string            // in the error; "" for none
	}{
		"enough":                    {folders + df("60543900", "60543900"), nil, ""},
		"just the files":            {folders + df("3000", "3000"), nil, "the copy needs 3 MB, and 3 MB are free"},
		"too little":                {folders + df("10", "10"), nil, "there is not enough room on the engine: the copy needs 3 MB, and 11 kB are free"},
		"df says nothing":           {folders, nil, ""},
		"df knows only one":         {folders + df("10"), nil, ""},
		"du counts only one folder": {"2000\t/.sandbox-1/volume\n" + df("2100", "2100"), nil, ""},
		"each fits":                 {folders + df("1100", "2200"), small, ""},
		"too little in a volume":    {folders + df("60543900", "1000"), small, "there is not enough room in volume copy-b: the copy needs 2 MB, and 1 MB are free; its driver_opts"},
		"too little beside it":      {folders + df("1000", "60543900"), small, "there is not enough room on the engine: the copy needs 1 MB"},
	} {
		pairs := []Pair{{From: "a", To: "copy-a"}, {From: "b", To: "copy-b", Options: test.options}}
		err := fit(pairs, test.measured)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v", name, err)
		}
		if pairs[1].Bytes != 2000<<10 {
			t.Errorf("%s: the sizes are %+v", name, pairs)
		}
	}
}

func TestMountHasDriverOptionsWithCommas(t *testing.T) {
	got := scratch(map[string]string{"type": "tmpfs", "device": "tmpfs", "o": "size=20m,uid=7"}, 3)
	want := `type=volume,volume-nocopy,destination=/.sandbox-3/volume,volume-opt=device=tmpfs,"volume-opt=o=size=20m,uid=7",volume-opt=type=tmpfs`
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestSizeIsReadable(t *testing.T) {
	for bytes, want := range map[int64]string{0: "0 kB", 1: "1 kB", 4096: "5 kB", 51_900_000: "51 MB", 1_240_000_000: "1.2 GB"} {
		if got := Size(bytes); got != want {
			t.Errorf("%d: %s, want %s", bytes, got, want)
		}
	}
}
