package sandbox

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/compose"
)

// defaultTail is how many log lines of each service are shown.
const defaultTail = 100

// LogsOptions say which logs to show.
type LogsOptions struct {
	Services string // comma-separated; empty means all
	Follow   bool   // until interrupted, which is a clean end
	// Tail is a number of lines of each service, or "all". Empty means 100, and
	// all of them with Since.
	Tail string
	// Since is a duration back from now, such as 10m, or a time: a date, one with
	// a time of day, or RFC 3339. Empty means from the beginning.
	Since string
}

// Logs writes the services' log lines to stdout. An interruption is a clean end.
func (s Sandbox) Logs(ctx context.Context, options LogsOptions) error {
	err := s.logs(ctx, options)
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (s Sandbox) logs(ctx context.Context, options LogsOptions) error {
	which, err := options.parse(time.Now())
	if err != nil {
		return err
	}
	o, err := s.open(ctx)
	if err != nil {
		return err
	}
	if err := o.knownServices(which.Services); err != nil {
		return err
	}
	containers, err := o.containers(ctx)
	if err != nil {
		return err
	}
	if len(containers) == 0 {
		o.console.Doing("instance " + o.Instance.ID + " is not started, and has no logs; `mage sandbox:up` starts it")
		return nil
	}
	which.Colours = o.console.Coloured()
	err = o.console.PassThrough(func(stdout, stderr io.Writer) error {
		return o.Project.Logs(ctx, stdout, stderr, which)
	})
	return err
}

func (options LogsOptions) parse(now time.Time) (compose.LogOptions, error) {
	which := compose.LogOptions{Services: split(options.Services), Follow: options.Follow}
	var err error
	if which.Since, err = parseSince(options.Since, now); err != nil {
		return which, err
	}
	if options.Tail == "" && !which.Since.IsZero() {
		options.Tail = "all"
	}
	if which.Tail, err = parseTail(options.Tail); err != nil {
		return which, err
	}
	return which, nil
}

func parseTail(text string) (int, error) {
	switch text {
	case "":
		return defaultTail, nil
	case "all":
		return compose.AllLines, nil
	}
	lines, err := strconv.Atoi(text)
	if err != nil || lines < 0 {
		return 0, fmt.Errorf("-tail=%s: it must be a number of lines, 0 or more, or all", text)
	}
	return lines, nil
}

// parseSince reads what docker takes; a time without a zone is local.
func parseSince(text string, now time.Time) (since time.Time, err error) {
	if text == "" {
		return since, nil
	}
	if ago, err := time.ParseDuration(text); err == nil && ago >= 0 {
		return now.Add(-ago), nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateTime, time.DateOnly} {
		if since, err = time.ParseInLocation(layout, text, now.Location()); err == nil {
			return since, nil
		}
	}
	return since, fmt.Errorf("-since=%q: it must be a duration such as 10m or 2h30m, or a time such as 2026-01-31 or 2026-01-31T15:04:05Z", text)
}

func split(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}
