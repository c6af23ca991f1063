package targets

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/sandbox"
)

// Logs shows the services' logs; Ctrl-C ends it cleanly.
//
//	mage sandbox:logs -service=backend,db -tail=20
//	mage sandbox:logs -follow -since=10m
//
// Exit codes: 0 shown, or ended by Ctrl-C; 1 there is no such service, no instance, or no engine answers.
func Logs(ctx context.Context,
	instance *string, // its id or the end of it, from any directory; by default the instance in this directory
	service *string, // services, separated by commas; all by default
	follow *bool, // go on until interrupted
	tail *string, // lines of each service, or all; 100 by default, all with -since
	since *string, // only what is newer: 10m, 2h30m, 2026-01-31, 2026-01-31T15:04:05Z
) error {
	return with(ctx, shared{instance: instance}, func(ctx context.Context, s sandbox.Sandbox, c *console.Console) error {
		options, err := logsOptions(value(tail), value(since), time.Now())
		if err != nil {
			return err
		}
		options.Services, options.Follow, options.Colours = split(value(service)), value(follow), c.Coloured()
		return c.PassThrough(func(stdout, stderr io.Writer) error {
			options.Out, options.Errors = stdout, stderr
			return s.Logs(ctx, options)
		})
	})
}

// defaultTail is how many log lines of each service are shown.
const defaultTail = 100

// logsOptions returns the options for the flags -tail and -since.
func logsOptions(tail, since string, now time.Time) (options sandbox.LogsOptions, err error) {
	if options.Since, err = parseSince(since, now); err != nil {
		return options, err
	}
	if tail == "" && !options.Since.IsZero() {
		tail = "all"
	}
	options.Tail, err = parseTail(tail)
	return options, err
}

// parseTail returns the number of lines as [sandbox.LogsOptions] has it.
func parseTail(text string) (int, error) {
	switch text {
	case "":
		return defaultTail, nil
	case "all":
		return 0, nil
	case "0":
		return sandbox.NoLines, nil
	}
	lines, err := strconv.Atoi(text)
	if err != nil || lines < 1 {
		return 0, fmt.Errorf("-tail=%s: it must be a number of lines, 0 or more, or all", text)
	}
	return lines, nil
}

// parseSince returns the time that -since names, in the forms that docker takes. A
// time without a zone is local.
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

// split returns the names in a list that commas or spaces separate.
func split(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}
