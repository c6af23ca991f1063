package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/report"
)

// told is an error of which a program learns more than its text.
type told struct {
	text string // for a person
	more report.Error
}

func (t *told) Error() string { return t.text }

// failure describes an error for programs; it returns nil for nil.
func failure(err error) *report.Error {
	if err == nil {
		return nil
	}
	e := report.Error{Message: err.Error()}
	var t *told
	if errors.As(err, &t) {
		e = t.more
	}
	if errors.Is(err, compose.ErrNoEngine) {
		gone := diagnose.ComposeError{Cause: diagnose.EngineGone}
		e.Cause, e.Hint = string(gone.Cause), gone.Hint()
	}
	if errors.Is(err, compose.ErrNamedEngine) {
		e.Hint = "start the engine, or correct what leads to it in .env.sandbox"
	}
	e.Exit, e.Interrupted = ExitCode(err), errors.Is(err, errInterrupted) || errors.Is(err, context.Canceled)
	return &e
}

// answer runs a use case that fills a document. With asJSON that document is all
// that it writes to stdout, in every outcome; without, a person reads the result.
func (s Sandbox) answer(ctx context.Context, asJSON bool, document interface{ Conclude(*report.Error) }, use func(Sandbox) error) error {
	s.quiet = asJSON
	err := interruption(ctx, use(s))
	if !asJSON {
		return err
	}
	document.Conclude(failure(err))
	if written := write(s.stdout(), document); written != nil && err == nil {
		err = notTried(written)
	}
	return err
}

func write(out io.Writer, document any) error {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(document); err != nil {
		return err
	}
	_, err := io.WriteString(out, plain.JSON(text.String()))
	return err
}
