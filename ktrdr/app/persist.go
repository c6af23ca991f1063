package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/sethvargo/go-retry"
)

// patience is the time in which failures are expected, because the containers of a stack start in any
// order.
const patience = 10 * time.Second

// persist repeats an attempt until it succeeds or ctx ends. The pause grows from 50 ms, so that a
// start is not late, to half a second. If the attempts fail for longer than patience, it logs that once.
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
