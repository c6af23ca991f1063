package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// printStarts prints a row for each start, and their statistics.
//
// "Failed after" counts the probes that were begun after the verdict and
// failed. "Ready last" is the condition that was; "blind" is how much earlier
// it could have been ready without the observer's seeing it. "Observer" is its
// CPU time until the verdict, in percent of one core.
func printStarts(out io.Writer, each *series) {
	if len(each.starts) == 0 {
		return
	}
	fmt.Fprintf(out, "\n%s: %d cold starts\n", each.name, len(each.starts))
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "start\twait\tlate\tbound\tfailed after\tready last\tblind\tobserver\t")
	for i, s := range each.starts {
		fmt.Fprintf(t, "%d\t%s\t%s\t%s\t%d\t%s\t%s\t%.0f %%\t\n", i+1, seconds(s.wait()), milliseconds(s.late()),
			milliseconds(s.bound()), len(s.early), s.last().condition, milliseconds(s.last().blind()), s.observerShare())
	}
	_ = t.Flush()
	waits, lates := waitsAndLates(each.starts)
	var worst []time.Duration
	for _, s := range each.starts {
		worst = append(worst, s.late()+s.last().blind())
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

// printComparison says how much later the others' verdict is.
func printComparison(out io.Writer, ours, theirs *series) {
	if len(theirs.starts) == 0 {
		return
	}
	_, our := waitsAndLates(ours.starts)
	_, their := waitsAndLates(theirs.starts)
	fmt.Fprintln(out)
	for _, p := range []int{50, 95} {
		a, b := percentile(our, p), percentile(their, p)
		fmt.Fprintf(out, "p%d: %s is late by %s, %s by %s%s\n", p, theirs.name, milliseconds(b), ours.name, milliseconds(a), ratio(b, a))
	}
}

// ratio is left out where a verdict came before the observer's.
func ratio(theirs, ours time.Duration) string {
	if ours <= 0 || theirs <= 0 {
		return ""
	}
	return fmt.Sprintf(": %.1f times", float64(theirs)/float64(ours))
}

// printBound says that a bound was kept, unless err says that it was broken.
func printBound(out io.Writer, bound string, err error) error {
	if err == nil {
		fmt.Fprintf(out, "Bound kept: %s.\n", bound)
	}
	return err
}

// printSummaries prints a row for each name that stands in values.
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

// printTimeline prints what was read and what was found, in order.
func printTimeline(out io.Writer, s start) {
	events := slices.Clone(s.lines)
	for _, seen := range s.sightings {
		text := fmt.Sprintf("[observer] %s ready, attempt of %s, blind for %s", seen.condition,
			milliseconds(seen.ready.Sub(seen.began)), milliseconds(seen.blind()))
		events = append(events, line{seen.ready, text})
	}
	events = append(events, line{s.verdict, "[verdict]"})
	slices.SortStableFunc(events, func(a, b line) int { return a.at.Compare(b.at) })
	for _, e := range events {
		fmt.Fprintf(out, "%9s  %s\n", seconds(e.at.Sub(s.began)), e.text)
	}
}

func seconds(d time.Duration) string      { return fmt.Sprintf("%.3f s", d.Seconds()) }
func milliseconds(d time.Duration) string { return fmt.Sprintf("%.1f ms", d.Seconds()*1000) }
