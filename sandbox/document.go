package sandbox

import (
	"context"
	"encoding/json"
	"io"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/report"
)

// conclude completes a document with the way its use case ended, and returns both.
func conclude[D any, P interface {
	*D
	Conclude(*report.Error)
}](ctx context.Context, document P, err error) (D, error) {
	err = outcome.Interruption(ctx, err)
	document.Conclude(outcome.Failure(err))
	return *document, err
}

// answer runs a use case that fills a document. With asJSON that document is all
// that it writes to stdout, in every outcome; without, a person reads the result.
func (s Sandbox) answer(ctx context.Context, asJSON bool, document interface{ Conclude(*report.Error) }, use func(Sandbox) error) error {
	s.quiet = asJSON
	err := outcome.Interruption(ctx, use(s))
	if !asJSON {
		return err
	}
	document.Conclude(outcome.Failure(err))
	if written := write(s.stdout(), document); written != nil && err == nil {
		err = written
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
