package volumecopy

import (
	"strings"
	"testing"
)

func TestRoomIsMeasuredBeforeACopy(t *testing.T) {
	const folders = "1000\t/.sandbox-0/volume\n2000\t/.sandbox-1/volume\n"
	df := func(free string) string {
		return "Filesystem     1024-blocks     Used Available Capacity Mounted on\n/dev/vda         264212084 34957364  " + free + "      37% /.sandbox-0/volume\n"
	}
	for name, test := range map[string]struct {
		measured string
		want     string // in the error; "" for none
	}{
		"enough":                    {folders + df("60543900"), ""},
		"just the files":            {folders + df("3000"), "the copy needs 3 MB, and 3 MB are free"},
		"too little":                {folders + df("10"), "there is not enough room on the engine: the copy needs 3 MB, and 11 kB are free"},
		"df says nothing":           {folders, ""},
		"du counts only one folder": {"2000\t/.sandbox-1/volume\n" + df("2100"), ""},
	} {
		pairs := []Pair{{From: "a"}, {From: "b"}}
		err := fit(pairs, test.measured)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v", name, err)
		}
		if pairs[1].Bytes != 2000<<10 {
			t.Errorf("%s: the sizes are %+v", name, pairs)
		}
	}
}

func TestSizeIsReadable(t *testing.T) {
	for bytes, want := range map[int64]string{0: "0 kB", 1: "1 kB", 4096: "5 kB", 51_900_000: "51 MB", 1_240_000_000: "1.2 GB"} {
		if got := Size(bytes); got != want {
			t.Errorf("%d: %s, want %s", bytes, got, want)
		}
	}
}
