package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/sethvargo/go-retry"
)

// patience is how long failures are ordinary, since the containers of a stack start in any order.
const patience = 10 * time.Second

// persist repeats an attempt until it succeeds or ctx ends: after 50 ms at first, so that a start is
// not late, and every half second in the end. A failure that outlasts patience is logged, once.
func persist(ctx context.Context, log *slog.Logger, complaint string, attempt func(context.Context) error) error {
	backoff := retry.WithCappedDuration(500*time.Millisecond, retry.NewExponential(50*time.Millisecond))
	started := time.Now()
	complained := false
	return retry.Do(ctx, backoff, func(ctx context.Context) error {
		err := attempt(ctx)
		if err != nil && !complained && time.Since(started) > patience {
			log.Warn(complaint, "error", err)
			complained = true
		}
		return retry.RetryableError(err)
	})
}
