package targets

import (
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/sandbox"
)

func TestFlagsOfLogsSayWhichLines(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.FixedZone("here", 3600))
	at := func(text string) time.Time {
		moment, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	for _, test := range []struct {
		tail, since string
		lines       int
		from        time.Time
	}{
		{lines: 100},
		{tail: "0", lines: sandbox.NoLines},
		{tail: "7", lines: 7},
		{tail: "all", lines: 0},
		{since: "2h30m", lines: 0, from: at("2026-11-24T09:30:00+01:00")},
		{since: "10m", tail: "7", lines: 7, from: at("2026-11-24T11:50:00+01:00")},
		{since: "2026-11-23", lines: 0, from: at("2026-11-23T00:00:00+01:00")},
		{since: "2026-11-23T07:08", lines: 0, from: at("2026-11-23T07:08:00+01:00")},
		{since: "2026-11-23 07:08:09", lines: 0, from: at("2026-11-23T07:08:09+01:00")},
		{since: "2026-11-23T07:08:09.5Z", lines: 0, from: at("2026-11-23T07:08:09.5Z")},
	} {
		which, err := logsOptions(test.tail, test.since, now)
		if err != nil || which.Tail != test.lines || !which.Since.Equal(test.from) {
			t.Errorf("-tail=%s -since=%s: %d lines from %s, %v", test.tail, test.since, which.Tail, which.Since, err)
		}
	}
}

func TestFlagsOfLogsRefuseWhatIsNoNumberOrTime(t *testing.T) {
	for _, flags := range []struct{ tail, since string }{
		{tail: "-1"}, {tail: "x"}, {tail: "1.5"}, {tail: "--help"},
		{since: "yesterday"}, {since: "-10m"}, {since: "2026-13-01"}, {since: "10"}, {since: "--help"}, {since: "\n"},
	} {
		_, err := logsOptions(flags.tail, flags.since, time.Now())
		if sandbox.ExitCode(err) != 1 || !strings.Contains(err.Error(), "it must be a") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%+v: exit %d, %v", flags, sandbox.ExitCode(err), err)
		}
	}
}
