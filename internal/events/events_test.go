package events_test

import (
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/called"
	"github.com/seed-491dada8/sandbox/internal/events"
	"github.com/seed-491dada8/sandbox/internal/schematest"
	"github.com/seed-491dada8/sandbox/report"
)

func TestEveryEventIsALineOfTheSchema(t *testing.T) {
	t.Cleanup(called.Use("sandbox"))
	verdict := report.New()
	verdict.Instance, verdict.Slot = "a", new(1)
	for want, e := range map[string]report.Event{
		"with `sandbox up` <&>": report.Step("with `mage sandbox:up` <&>"),
		"\\u001b[2J":            report.Step("a\x1b[2J\nb"),
		`"starting"`:            {Kind: report.EventStarting, Instance: "a", Slot: new(0)},
		`"awaited"`:             {Kind: report.EventGate, Timeout: 120, Awaited: []report.Awaited{{Check: "db", Services: []string{"db"}, Needs: []string{}}}},
		`"waiting"`:             {Kind: report.EventCheck, Check: "db", Status: report.CheckWaiting, Elapsed: 0.1, Text: "refused"},
		`"service":"db"`:        {Kind: report.EventLog, Service: "db", Text: "ready"},
		`"found"`:               {Kind: report.EventFound, Text: "a (slot 1)"},
		`"rest"`:                {Kind: report.EventRest},
		`"gate_done"`:           {Kind: report.EventGateDone},
		`"schema":1`:            {Kind: report.EventVerdict, Report: verdict},
	} {
		var line strings.Builder
		events.Write(&line, e)
		schematest.Valid(t, "event", []byte(line.String()))
		if got := line.String(); !strings.Contains(got, want) || strings.Count(got, "\n") != 1 {
			t.Errorf("got %q, want %s", got, want)
		}
	}
	if verdict.Schema != 0 {
		t.Error("the report that the use case still fills was changed")
	}
}
