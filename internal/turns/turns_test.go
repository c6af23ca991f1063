package turns_test

import (
	"slices"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/turns"
	"github.com/seed-491dada8/sandbox/report"
)

func TestALineIsNeededWhereTheLastOneIsTrueNoMore(t *testing.T) {
	const waiting, passed, failed = report.CheckWaiting, report.CheckPassed, report.CheckFailed
	for _, test := range []struct{ events, lines []string }{
		{[]string{waiting, waiting, passed, passed}, []string{passed}},
		{[]string{passed, waiting, waiting, passed}, []string{passed, waiting, passed}},
		{[]string{passed, waiting, passed, waiting, passed, waiting, passed}, []string{passed, waiting, passed, waiting}},
		{[]string{passed, waiting, passed, waiting, passed, failed}, []string{passed, waiting, passed, waiting, failed}},
		{[]string{waiting, failed}, []string{failed}},
	} {
		var of turns.Turns
		var lines []string
		for _, status := range test.events {
			if of.IsNews(report.Event{Check: "API", Status: status}) {
				lines = append(lines, status)
			}
		}
		if !slices.Equal(lines, test.lines) {
			t.Errorf("%q: lines of %q, want %q", test.events, lines, test.lines)
		}
	}
}
