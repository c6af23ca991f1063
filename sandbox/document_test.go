package sandbox

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/report"
)

func TestAnswerIsOneDocumentInEveryOutcome(t *testing.T) {
	for name, failure := range map[string]error{"done": nil, "failed": outcome.PortTaken(errors.New("port 8001 is taken"))} {
		t.Run(name, func(t *testing.T) {
			out, err := os.Create(filepath.Join(t.TempDir(), "stdout"))
			if err != nil {
				t.Fatal(err)
			}
			document := &report.Status{Instance: "repo--feat-x"}
			got := Sandbox{Stdout: out}.answer(t.Context(), true, document, func(s Sandbox) error {
				s.console().Done("for a person")
				return failure
			})
			if !errors.Is(got, failure) {
				t.Errorf("error %v, want %v", got, failure)
			}
			text, err := os.ReadFile(out.Name())
			if err != nil {
				t.Fatal(err)
			}
			var read report.Status
			if err := json.Unmarshal(text, &read); err != nil {
				t.Fatalf("%v in %s", err, text)
			}
			if read.Schema != report.Schema || read.Instance != "repo--feat-x" || (read.Error == nil) != (failure == nil) {
				t.Errorf("document %s", text)
			}
			if read.Error != nil && !reflect.DeepEqual(*read.Error, report.Error{Exit: 3, Message: "port 8001 is taken"}) {
				t.Errorf("error %+v", *read.Error)
			}
		})
	}
}
