package sandbox

import (
	"context"

	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/report"
)

// conclude completes a document with the error of its use case, and returns both.
func conclude[D any, P interface {
	*D
	Conclude(*report.Error)
}](ctx context.Context, document P, err error) (D, error) {
	err = outcome.Interruption(ctx, err)
	document.Conclude(outcome.Failure(err))
	return *document, err
}
