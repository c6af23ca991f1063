package targets

import (
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/sandbox"
)

func TestParseTimeout(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"90s": 90 * time.Second, "2m": 2 * time.Minute, "120": 2 * time.Minute, "0.5": time.Second / 2,
		"0": 0, "0s": 0, "-5s": 0, "-1": 0, "soon": 0, "5 s": 0, "NaN": 0, "1e30": 0, "Inf": 0, "25h": 0, "24h": 24 * time.Hour,
	} {
		got, err := parseTimeout(text)
		if got != want || (err != nil) != (want == 0) {
			t.Errorf("%q: got %s, %v, want %s", text, got, err, want)
		}
		if err != nil && (sandbox.ExitCode(err) != 1 || !strings.Contains(err.Error(), "-timeout="+text)) {
			t.Errorf("%q: exit %d, %v", text, sandbox.ExitCode(err), err)
		}
	}
}
