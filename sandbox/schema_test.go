package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/failure"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/internal/schematest"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/report"
)

func TestSchemaKnowsEveryCause(t *testing.T) {
	tree, err := schematest.Schema()
	if err != nil {
		t.Fatal(err)
	}
	listed := tree.(map[string]any)["$defs"].(map[string]any)["cause"].(map[string]any)["enum"].([]any)
	var want []any
	for _, e := range diagnose.Causes() {
		want = append(want, string(e.Cause))
	}
	if !slices.Equal(listed, want) {
		t.Errorf("got %v, want %v", listed, want)
	}
}

// The page for programs says of each cause who can mend it.
func TestThePageForProgramsKnowsEveryCause(t *testing.T) {
	page, err := os.ReadFile("../docs/agents.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range diagnose.Causes() {
		if n := strings.Count(string(page), "`"+string(e.Cause)+"`"); n != 1 {
			t.Errorf("docs/agents.md names %s %d times", e.Cause, n)
		}
	}
}

// Whatever a target fails for, and however early, it writes a document of its
// kind.
func TestEveryErrorIsOfTheSchema(t *testing.T) {
	bindings := []ports.Binding{{Service: "api", Host: "::1", Port: 21001}, {Service: "api", Host: "127.0.0.1", Port: 21001, UDP: true}}
	wrote := func(text string) error { return &docker.Error{Output: text} }
	for _, test := range []struct {
		name string
		err  error
		want report.Error
	}{
		{"configuration", errors.New("line 3 is bad"), report.Error{Exit: 1, Message: "line 3 is bad"}},
		{"any other", errors.New("cannot write"), report.Error{Exit: 1, Message: "cannot write"}},
		{
			"no engine", fmt.Errorf("%w; start it", docker.ErrNoEngine),
			report.Error{Exit: 1, Message: "the Docker engine does not answer; start it", Cause: "engine_gone", Hint: "start the Docker engine"},
		},
		{
			"no engine where the instance says", fmt.Errorf("%w; start it", docker.ErrNamedEngine),
			report.Error{Exit: 1, Message: "the Docker engine does not answer; start it", Cause: "engine_gone", Hint: "start the engine, or correct what leads to it in .env.sandbox"},
		},
		{
			"no image", failure.OfPull(stacktest.Workspace("api"), "registry.example.com/x:1", wrote("denied")),
			report.Error{Exit: 1, Message: "image registry.example.com/x:1 cannot be had: denied", Cause: "pull_refused", Hint: "docker login registry.example.com"},
		},
		{"interrupted", outcome.ErrInterrupted, report.Error{Exit: 1, Message: outcome.ErrInterrupted.Error(), Interrupted: true}},
		{
			"cancelled", fmt.Errorf("docker compose config: %w", context.Canceled),
			report.Error{Exit: 1, Message: "docker compose config: context canceled", Interrupted: true},
		},
		{
			"not ready", notStarted("a"),
			report.Error{Exit: 2, Message: "instance a is not started", Cause: "not_created", Hint: "mage sandbox:up"},
		},
		{
			"ports taken", outcome.PortTaken(preflight.Conflict(stacktest.Workspace("api"), bindings, map[ports.Binding]string{bindings[0]: "nginx (pid 7)"})),
			report.Error{
				Exit: 3, Message: "ports of this instance are in use already", Cause: "port_taken",
				Hint: "stop the holder, or give this instance other ports in .env.sandbox",
				Ports: []report.TakenPort{
					{Port: 21001, Protocol: "tcp", Address: "[::1]:21001", Service: "api", Variable: "T_API_PORT", Holder: "nginx (pid 7)"},
					{Port: 21001, Protocol: "udp", Address: "127.0.0.1:21001", Service: "api", FindHolder: preflight.Port("", bindings[1], "").FindHolder},
				},
			},
		},
		{
			"a port lost to a process that is gone", failure.OfStart(stacktest.Workspace("api"), wrote(`Error response from daemon: driver failed programming external connectivity on endpoint a-api-1 (0123): Bind for 127.0.0.1:21001 failed: port is already allocated`), func() error { return nil }),
			report.Error{Exit: 3, Message: "service api cannot be started: Bind for 127.0.0.1:21001 failed: port is already allocated", Cause: "port_taken", Service: "api", Hint: "stop what listens on the port"},
		},
	} {
		for kind, document := range map[string]interface{ Conclude(*report.Error) }{
			"report": report.New(), "status": report.NewStatus(), "list": report.NewList(), "env": report.NewEnv(), "timings": report.NewTimings(), "doctor": report.NewDoctor(), "adopt": report.NewAdopt(),
			"init": report.NewInit(), "create": report.NewCreate(), "down": report.NewDown(), "destroy": report.NewDestroy(), "destroy_merged": report.NewDestroyMerged(), "prune": report.NewPrune(), "path": report.NewPath(),
		} {
			t.Run(test.name+" of "+kind, func(t *testing.T) {
				document.Conclude(outcome.Failure(test.err))
				text := encoded(t, document)
				schematest.Valid(t, kind, text)
				var read report.Document
				if err := json.Unmarshal(text, &read); err != nil {
					t.Fatal(err)
				}
				if !reflect.DeepEqual(*read.Error, test.want) {
					t.Errorf("got %+v\nwant %+v", *read.Error, test.want)
				}
			})
		}
	}
}

// The schema is closed enough to notice what a program would stumble over.
func TestSchemaNoticesMistakes(t *testing.T) {
	good := `{"schema": 1, "instance": "a", "slot": 1, "passed": false, "duration_seconds": 1, "services": [], "links": [],
		"error": {"exit": 2, "message": "m", "cause": "timeout"},
		"checks": [{"name": "API", "status": "failed", "message": "m", "details": [], "cause": "timeout", "duration_seconds": 1, "attempts": 1}]}`
	if err := schematest.Check("report", []byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"a field that is not described": {`"slot": 1`, `"slot": 1, "extra": 1`},
		"no verdict":                    {`"passed": false, `, ``},
		"a list that is null":           {`"services": []`, `"services": null`},
		"an unknown status":             {`"status": "failed"`, `"status": "waiting"`},
		"an unknown cause":              {`"details": [], "cause": "timeout"`, `"details": [], "cause": "bad_luck"`},
		"a failure without a cause":     {`"details": [], "cause": "timeout"`, `"details": []`},
		"a cause of what did not fail":  {`"status": "failed"`, `"status": "skipped"`},
		"passed, and an error":          {`"passed": false`, `"passed": true`},
		"neither instance nor error":    {`"instance": "a", "slot": 1, "passed": false, "duration_seconds": 1, "services": [], "links": [],` + "\n\t\t" + `"error": {"exit": 2, "message": "m", "cause": "timeout"},`, `"passed": false, "duration_seconds": 1, "services": [], "links": [],`},
		"exit code 2 without a cause":   {`"message": "m", "cause": "timeout"},`, `"message": "m"},`},
		"another schema":                {`"schema": 1`, `"schema": 2`},
		"a second document":             {`"attempts": 1}]}`, `"attempts": 1}]} {}`},
	} {
		t.Run(name, func(t *testing.T) {
			bad := strings.Replace(good, change[0], change[1], 1)
			if bad == good {
				t.Fatal("nothing was changed")
			}
			if err := schematest.Check("report", []byte(bad)); err == nil {
				t.Errorf("passes: %s", bad)
			}
		})
	}
}

func TestSchemaKnowsTheSubjectsOfDoctor(t *testing.T) {
	for subject, known := range map[string]bool{"Engine": true, "Service web": true, "Service ": false, "Weather": false} {
		d := report.NewDoctor()
		d.Findings = append(d.Findings, report.Finding{Subject: subject, Status: report.FindingOK, Message: "m"})
		d.Conclude(nil)
		if err := schematest.Check("doctor", encoded(t, d)); (err == nil) != known {
			t.Errorf("%q: got %v", subject, err)
		}
	}
}

func encoded(t *testing.T, document any) []byte {
	t.Helper()
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
