package docker

import (
	"fmt"
	"slices"
	"testing"
)

func TestParseOverview(t *testing.T) {
	text := `["shop","db","1","/home/me/shop","False","K","1f","shop-db-1","running","Up 3 minutes (healthy)","2026-01-02 03:04:05 +0000 UTC"]
["shop","job","1","/home/me/shop","False","","2f","shop-job-1","exited","Exited (3) 2 seconds ago","2026-01-02 03:04:05 +0000 UTC"]
["shop","seed","","/home/me/shop","False","","3f","seed","exited","Exited (0) 2 seconds ago","2026-01-02 03:04:05 +0000 UTC"]
["shop","web","1","/home/me/shop","True","","4f","shop-web-run-1","running","Up 1 second","2026-01-02 03:04:05 +0000 UTC"]
["shop","web","2","/home/me/\"shop\"","","","5f","shop-web-2","paused","Up 9 days (unhealthy) (Paused)","2026-01-02 03:04:05 +0000 UTC"]
["other","web","1","","False","","6f","other-web-1","running","Up 1 second (health: starting)","2026-01-02 03:04:05 +0000 UTC"]
`
	want := []string{
		"shop db 1 /home/me/shop K shop-db-1: running, up true, healthy, 0",
		"shop job 1 /home/me/shop  shop-job-1: exited, up false, , 3",
		"shop seed 1 /home/me/shop  seed: exited, up false, , 0",
		`shop web 2 /home/me/"shop"  shop-web-2: paused, up false, , 0`,
		"other web 1   other-web-1: running, up true, starting, 0",
	}
	containers, err := parseOverview(text)
	var got []string
	for _, c := range containers {
		got = append(got, fmt.Sprintf("%s %s %d %s %s %s: %s, up %t, %s, %d", c.Project(), c.Service(), c.Number(), c.WorkingDir(), c.Key(), c.ShortName(), c.State.Status, c.Up(), c.Health(), c.State.ExitCode))
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v\nwant %q", got, err, want)
	}
	if got, err := parseOverview(""); err != nil || got != nil {
		t.Errorf("of nothing: %v, %v", got, err)
	}
}

func FuzzParseOverview(f *testing.F) {
	f.Add(`["shop","db","1","/x","False","K","1f","shop-db-1","running","Up 3 minutes (healthy)","2026-01-02 03:04:05 +0000 UTC"]` + "\n")
	f.Add("[]\n{}\n\x00")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := parseOverview(text)
		if err != nil && all != nil {
			t.Errorf("%v, and %v", all, err)
		}
	})
}
