package sandbox

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/compose"
)

// defaultTail is how many log lines of each service are shown.
const defaultTail = 100

// LogsOptions say which logs to show.
type LogsOptions struct {
	Services string // comma-separated; empty means all
	Follow   bool   // until interrupted, which is a clean end
	Tail     string // number of lines of each service, 100 if empty
}

// Logs writes the services' log lines to stdout.
func (s Sandbox) Logs(ctx context.Context, options LogsOptions) error {
	tail, err := parseTail(options.Tail)
	if err != nil {
		return err
	}
	o, err := s.open(ctx)
	if err != nil {
		return err
	}
	services := split(options.Services)
	if err := o.knownServices(services); err != nil {
		return err
	}
	if _, err := o.containers(ctx); err != nil {
		return err
	}
	err = o.console.PassThrough(func(stdout, stderr io.Writer) error {
		return o.project.Logs(ctx, stdout, stderr, compose.LogOptions{Services: services, Tail: tail, Follow: options.Follow})
	})
	if err != nil {
		return notTried(err)
	}
	return nil
}

func parseTail(text string) (int, error) {
	if text == "" {
		return defaultTail, nil
	}
	lines, err := strconv.Atoi(text)
	if err != nil || lines < 0 {
		return 0, notTried(fmt.Errorf("-tail=%s: it must be a number of lines, 0 or more", text))
	}
	return lines, nil
}

func split(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}
