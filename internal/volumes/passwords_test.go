package volumes

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/docker"
)

func TestVolumesAreNoOlderThanTheirPassword(t *testing.T) {
	created := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	at := func(name string, offset time.Duration) docker.Volume {
		return docker.Volume{Name: name, CreatedAt: created.Add(offset).In(time.FixedZone("", 3600))}
	}
	for name, test := range map[string]struct {
		volumes []docker.Volume
		want    string
	}{
		"no volumes":          {nil, "<nil>"},
		"newer ones":          {[]docker.Volume{at("a", time.Hour), at("b", time.Second)}, "<nil>"},
		"of the same second":  {[]docker.Volume{at("a", 0)}, "<nil>"},
		"one that is older":   {[]docker.Volume{at("a", time.Hour), at("b", -time.Second)}, "volume b is of 2026-03-01T11:59:59Z, older"},
		"the oldest is named": {[]docker.Volume{at("a", -time.Second), at("b", -time.Hour)}, "volume b is of 2026-03-01T11:00:00Z, older"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := fmt.Sprint(newerThan(created, test.volumes, "")); !strings.HasPrefix(got, test.want) {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
