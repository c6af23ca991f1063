package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/seed-491dada8/sandbox/e2e/bench/launch"
)

// printStarts prints a row for each start, and their statistics.
//
// "Failed after" counts the probes that began after the verdict and failed. "Ready
// last" names the last condition to become ready. It may have been ready earlier than
// the observer saw, by "blind" at the most. "Observer" is the observer's CPU time until
// the verdict, in percent of one core.
func printStarts(out io.Writer, each *series) {
	if len(each.starts) == 0 {
		return
	}
	fmt.Fprintf(out, "\n%s: %d cold starts\n", each.Name, len(each.starts))
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "start\twait\tlate\tbound\tfailed after\tready last\tblind\tobserver\t")
	for i, s := range each.starts {
		fmt.Fprintf(t, "%d\t%s\t%s\t%s\t%d\t%s\t%s\t%.0f %%\t\n", i+1, seconds(s.wait()), milliseconds(s.late()),
			milliseconds(s.bound()), len(s.early), s.last().Condition, milliseconds(s.last().Blind()), s.observerShare())
	}
	_ = t.Flush()
	waits, lates := waitsAndLates(each.starts)
	var worst []time.Duration
	for _, s := range each.starts {
		worst = append(worst, s.late()+s.last().Blind())
	}
	fmt.Fprintf(out, "wait: %s\n", summary(waits, seconds))
	fmt.Fprintf(out, "late: %s\n", summary(lates, milliseconds))
	fmt.Fprintf(out, "late if ready as soon as the observer was blind: %s\n", summary(worst, milliseconds))
}

func (s start) observerShare() float64 {
	return 100 * s.cpu.Seconds() / s.verdict.Sub(s.began).Seconds()
}

func waitsAndLates(starts []start) (waits, lates []time.Duration) {
	for _, s := range starts {
		waits, lates = append(waits, s.wait()), append(lates, s.late())
	}
	return waits, lates
}

func summary(values []time.Duration, format func(time.Duration) string) string {
	return fmt.Sprintf("median %s, p95 %s, max %s",
		format(percentile(values, 50)), format(percentile(values, 95)), format(percentile(values, 100)))
}

// printComparison prints how much later the verdicts of theirs are than those of
// ours.
func printComparison(out io.Writer, ours, theirs *series) {
	if len(theirs.starts) == 0 {
		return
	}
	_, our := waitsAndLates(ours.starts)
	_, their := waitsAndLates(theirs.starts)
	fmt.Fprintln(out)
	for _, p := range []int{50, 95} {
		a, b := percentile(our, p), percentile(their, p)
		fmt.Fprintf(out, "p%d: %s is late by %s, %s by %s%s\n", p, theirs.Name, milliseconds(b), ours.Name, milliseconds(a), ratio(b, a))
	}
}

// ratio returns the ratio as text, or "" if a verdict came before the observer's.
func ratio(theirs, ours time.Duration) string {
	if ours <= 0 || theirs <= 0 {
		return ""
	}
	return fmt.Sprintf(": %.1f times", float64(theirs)/float64(ours))
}

// printBound prints that a bound is kept if err is nil. It returns err.
func printBound(out io.Writer, bound string, err error) error {
	if err == nil {
		fmt.Fprintf(out, "Bound kept: %s.\n", bound)
	}
	return err
}

// printSummaries prints a row for each name, with the statistics of its values.
func printSummaries(out io.Writer, title string, names []string, values map[string][]time.Duration) {
	fmt.Fprintf(out, "\n%s\n", title)
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\ttimes\tmedian\tp95\tmax\t")
	for _, name := range names {
		all := values[name]
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%s\t\n", name, len(all),
			milliseconds(percentile(all, 50)), milliseconds(percentile(all, 95)), milliseconds(percentile(all, 100)))
	}
	_ = t.Flush()
}

// printTimeline prints the command's lines and the observer's sightings in order of time.
func printTimeline(out io.Writer, s start) {
	events := slices.Clone(s.lines)
	for _, seen := range s.sightings {
		text := fmt.Sprintf("[observer] %s ready, attempt of %s, blind for %s", seen.Condition,
			milliseconds(seen.Ready.Sub(seen.Began)), milliseconds(seen.Blind()))
		events = append(events, launch.Line{At: seen.Ready, Text: text})
	}
	events = append(events, launch.Line{At: s.verdict, Text: "[verdict]"})
	slices.SortStableFunc(events, func(a, b launch.Line) int { return a.At.Compare(b.At) })
	for _, e := range events {
		fmt.Fprintf(out, "%9s  %s\n", seconds(e.At.Sub(s.began)), e.Text)
	}
}

func seconds(d time.Duration) string      { return fmt.Sprintf("%.3f s", d.Seconds()) }
func milliseconds(d time.Duration) string { return fmt.Sprintf("%.1f ms", d.Seconds()*1000) }
