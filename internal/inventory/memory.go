package inventory

import (
	"context"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/instance"
)

// memoryOn returns what the containers on an engine use, nil if the engine does not say.
func memoryOn(ctx context.Context, e instance.Engine) map[string]int64 {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	used, err := compose.NewProject("", e.Variables()).Memory(ctx)
	if err != nil {
		return nil
	}
	return used
}

// memoryOf returns what containers use together, nil if it is unknown.
func memoryOf(containers []docker.Container, used map[string]int64) *int64 {
	if used == nil {
		return nil
	}
	sum := int64(0)
	for _, c := range containers {
		sum += used[c.ID]
	}
	return &sum
}
