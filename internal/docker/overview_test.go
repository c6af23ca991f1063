package docker

import (
	"slices"
	"testing"
)

func TestParseOverview(t *testing.T) {
	text := `["shop","db","/home/me/shop","False","running","Up 3 minutes (healthy)","K"]
["shop","job","/home/me/shop","False","exited","Exited (3) 2 seconds ago",""]
["shop","seed","/home/me/shop","False","exited","Exited (0) 2 seconds ago",""]
["shop","web","/home/me/shop","True","running","Up 1 second",""]
["shop","web","/home/me/\"shop\"","","paused","Up 9 days (unhealthy) (Paused)",""]
["other","web","","False","running","Up 1 second (health: starting)",""]
`
	want := []Summary{
		{"shop", "db", "/home/me/shop", "K", "running", "healthy", false}, {"shop", "job", "/home/me/shop", "", "exited", "", false}, {"shop", "seed", "/home/me/shop", "", "exited", "", true},
		{"shop", "web", `/home/me/"shop"`, "", "paused", "", false}, {"other", "web", "", "", "running", "starting", false},
	}
	if got, err := parseOverview(text); err != nil || !slices.Equal(got, want) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, want)
	}
	if got, err := parseOverview(""); err != nil || got != nil {
		t.Errorf("of nothing: %v, %v", got, err)
	}
}

func FuzzParseOverview(f *testing.F) {
	f.Add(`["shop","db","/x","False","running","Up 3 minutes (healthy)","K"]` + "\n")
	f.Add("[]\n{}\n\x00")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := parseOverview(text)
		if err != nil && all != nil {
			t.Errorf("%v, and %v", all, err)
		}
	})
}
