package inventory

import (
	"context"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/instance"
)

// memoryOn returns what every container that runs on an engine uses, in bytes, by its id. It
// returns nil if the engine does not say. The engine watches them for about two seconds.
func memoryOn(ctx context.Context, e instance.Engine) map[string]int64 {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	text, err := compose.NewProject("", e.Variables()).Output(ctx, "stats", "--no-stream", "--no-trunc", "--format", "{{.ID}} {{.MemUsage}}")
	if err != nil {
		return nil
	}
	used, _ := parseMemory(string(text))
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
