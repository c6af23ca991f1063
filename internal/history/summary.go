package history

import "github.com/seed-491dada8/sandbox/report"

// Summarise fills a document with how long starts took.
func Summarise(d *report.Timings, starts []Start) {
	d.Starts = len(starts)
	for _, s := range starts {
		if s.Passed {
			d.Passed++
		}
	}
	d.Cold, d.Warm = timingsOf(Passed(starts, Cold)), timingsOf(Passed(starts, Warm))
}

// timingsOf summarises starts of one kind that passed.
func timingsOf(starts []Start) report.KindTimings {
	timings := report.KindTimings{Starts: len(starts), Checks: []report.CheckTiming{}}
	if total, ok := Total(starts); ok {
		timings.Total = new(report.Timing(total))
	}
	for _, name := range Checks(starts) {
		if t, ok := Of(starts, name); ok {
			timings.Checks = append(timings.Checks, report.CheckTiming{Name: name, Timing: report.Timing(t)})
		}
	}
	return timings
}
