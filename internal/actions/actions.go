// Package actions writes what GitHub Actions shows of a job.
package actions

import (
	"fmt"
	"os"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/called"
	"github.com/seed-491dada8/sandbox/report"
)

// Job is what GitHub Actions shows of a job: its log folded into groups, an
// annotation for each failed check, and a table in the step's summary. GitHub reads
// them from either stream; they go to stderr, because stdout may be a document.
type Job struct {
	stderr  *os.File
	summary string         // the file of the step's summary, "" for none
	open    bool           // a group is open
	last    *report.Report // what the summary does not show yet
}

// New returns the job of GitHub Actions that runs this program, or nil if none does.
func New(stderr *os.File) *Job {
	if os.Getenv("GITHUB_ACTIONS") != "true" {
		return nil
	}
	return &Job{stderr: stderr, summary: os.Getenv("GITHUB_STEP_SUMMARY")}
}

// Begin opens a group that folds what follows under a title.
func (j *Job) Begin(title string) {
	j.command("group", title)
	j.open = true
}

// End closes the group, if one is open.
func (j *Job) End() {
	if j != nil && j.open {
		j.command("endgroup", "")
		j.open = false
	}
}

// Report annotates what failed. The checks, if any, come into the step's summary at the
// next report or at the end, because an after-up hook may still fail.
func (j *Job) Report(r report.Report) {
	if j == nil || len(r.Checks) == 0 {
		return
	}
	j.Finish(nil)
	for _, c := range r.Checks {
		if c.Status == report.CheckFailed {
			j.fail(c.Name+" "+c.Message, strings.Join(c.Reasons(), "\n"))
		}
	}
	if len(r.Unsettled) > 0 {
		j.fail("not ready", strings.Join(r.Unsettled, "\n"))
	}
	j.last = &r
}

// Finish writes the last report into the step's summary. If its gate passed and the command
// failed afterwards, as in a hook, it annotates why.
func (j *Job) Finish(failed *report.Error) {
	if j == nil {
		return
	}
	j.End()
	if j.last == nil {
		return
	}
	r := *j.last
	j.last = nil
	if failed != nil && r.Passed {
		why := report.CheckResult{Details: append([]string{failed.Message}, failed.Details...), Hint: failed.Hint}
		r.Passed, r.Unsettled = false, why.Reasons()
		j.fail("passed, and the start failed", strings.Join(r.Unsettled, "\n"))
	}
	if j.summary == "" {
		return
	}
	if err := appendTo(j.summary, summary(r)); err != nil {
		fmt.Fprintf(j.stderr, "the step summary cannot be written: %v\n", err)
	}
}

func (j *Job) fail(what, why string) {
	j.command("error title="+escapeProperty("Startability Gate: "+what), why)
}

func (j *Job) command(name, message string) {
	fmt.Fprintf(j.stderr, "::%s::%s\n", name, escapeMessage(called.Text(message)))
}

// What would end a message, and a property, of a workflow command.
var (
	escapeMessage  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace
	escapeProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace
)

// summary returns the report in Markdown: a table of the checks, and the remarks below it.
func summary(r report.Report) string {
	verdict := "FAILED"
	if r.Passed {
		verdict = "PASSED"
	}
	var text strings.Builder
	fmt.Fprintf(&text, "### Startability Gate: %s (%.1f s)\n\n| check | status | time | reason |\n| --- | --- | ---: | --- |\n", verdict, r.Duration)
	for _, c := range r.Checks {
		why := c.Message
		if c.Status == report.CheckFailed {
			why = strings.Join(c.Reasons(), "\n")
		}
		fmt.Fprintf(&text, "| %s | %s %s | %.1f s | %s |\n", escapeCell(c.Name), report.Mark(c.Status), c.Status, c.Duration, escapeCell(why))
	}
	if len(r.Unsettled) > 0 {
		fmt.Fprintf(&text, "| the start | %s %s | | %s |\n", report.Mark(report.CheckFailed), report.CheckFailed, escapeCell(strings.Join(r.Unsettled, "\n")))
	}
	for i, remark := range r.Remarks {
		if i == 0 {
			text.WriteByte('\n')
		}
		fmt.Fprintf(&text, "- %s\n", escapeCell(remark))
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
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() { // opening a pipe would wait for a reader
		return fmt.Errorf("%s is not a regular file", path)
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = file.WriteString(called.Text(text))
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}
