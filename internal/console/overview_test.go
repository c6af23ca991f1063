package console

import (
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/called"
	"github.com/seed-491dada8/sandbox/report"
)

func TestColumnsOfTheOverviewAreStraightInEveryForm(t *testing.T) {
	overview := report.Overview{Dir: "/src/repo", Reason: "none yet", Next: []report.Command{
		{Line: "mage sandbox:init sandbox:up", Does: "start"}, {Line: "make", Does: "build"}, {Line: "mage -l", Does: "list"},
	}}
	for _, form := range []string{"mage", "go tool mage", "go -C tools/sandbox tool mage", called.Program} {
		t.Run(form, func(t *testing.T) {
			defer called.Use(form)()
			text, _ := shown(t, func(c *Console) { c.Overview(overview) })
			columns := make(map[int]bool)
			for _, does := range []string{"start", "build", "list"} {
				for line := range strings.Lines(text) {
					if strings.HasSuffix(line, "  "+does+"\n") {
						columns[strings.LastIndex(line, does)] = true
					}
				}
			}
			if len(columns) != 1 {
				t.Errorf("got\n%s", text)
			}
		})
	}
}
