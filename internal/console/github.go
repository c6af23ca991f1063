package console

import (
	"fmt"
	"os"
	"strings"

	"github.com/seed-491dada8/sandbox/gate"
)

// actions is what GitHub Actions shows of a job: its log folded into groups, an
// annotation for each failed check, and a table in the step's summary. It reads
// them from either stream; they go to stderr, for stdout may be a document.
type actions struct {
	stderr  *os.File
	summary string // the file of the step's summary, "" for none
	open    bool   // a group is open
}

// newActions is nil wherever a job of GitHub Actions is not what runs.
func newActions(stderr *os.File) *actions {
	if os.Getenv("GITHUB_ACTIONS") != "true" {
		return nil
	}
	return &actions{stderr: stderr, summary: os.Getenv("GITHUB_STEP_SUMMARY")}
}

// begin opens a group that folds what follows under a title.
func (a *actions) begin(title string) {
	a.command("group", title)
	a.open = true
}

// end closes the group, if one is open.
func (a *actions) end() {
	if a != nil && a.open {
		a.command("endgroup", "")
		a.open = false
	}
}

// report annotates what failed, and adds the checks to the step's summary.
func (a *actions) report(report gate.Report) {
	if a == nil {
		return
	}
	a.end()
	for _, c := range report.Checks {
		if c.Status == gate.Failed {
			a.fail(c.Name+" "+c.Message, strings.Join(c.Details, "\n"))
		}
	}
	if report.Unsettled != nil {
		a.fail("not ready", report.Unsettled.Error())
	}
	if a.summary == "" {
		return
	}
	if err := appendTo(a.summary, summary(report)); err != nil {
		fmt.Fprintf(a.stderr, "the step summary cannot be written: %v\n", err)
	}
}

func (a *actions) fail(what, why string) {
	a.command("error title="+escapeProperty("Startability Gate: "+what), why)
}

func (a *actions) command(name, message string) {
	fmt.Fprintf(a.stderr, "::%s::%s\n", name, escapeMessage(message))
}

// What would end a message, and a property, of a workflow command.
var (
	escapeMessage  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace
	escapeProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace
)

// summary is the report as a table in Markdown.
func summary(report gate.Report) string {
	verdict := "FAILED"
	if report.Passed {
		verdict = "PASSED"
	}
	var text strings.Builder
	fmt.Fprintf(&text, "### Startability Gate: %s (%.1f s)\n\n| check | status | time | reason |\n| --- | --- | ---: | --- |\n", verdict, report.Duration.Seconds())
	for _, c := range report.Checks {
		why := c.Message
		if c.Status == gate.Failed {
			why = strings.Join(c.Details, "\n")
		}
		fmt.Fprintf(&text, "| %s | %s %s | %.1f s | %s |\n", escapeCell(c.Name), symbol(c.Status), c.Status, c.Duration.Seconds(), escapeCell(why))
	}
	if report.Unsettled != nil {
		fmt.Fprintf(&text, "| the start | %s %s | | %s |\n", symbol(gate.Failed), gate.Failed, escapeCell(report.Unsettled.Error()))
	}
	return text.String() + "\n"
}

// escapeCell keeps foreign text from being Markdown, HTML or a formula, and in
// its cell.
var escapeCell = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "~", `\~`, "[", `\[`, "]", `\]`, "|", `\|`,
	"&", "&amp;", "<", "&lt;", ">", "&gt;", "$", "<span>$</span>", "\r", "", "\n", "<br>",
).Replace

func appendTo(path, text string) error {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}
