package compose

import (
	"context"
	"strings"
)

// Least is the oldest Compose that does: it knows `configs: content:`, which came
// last, COMPOSE_ENV_FILES and `pull --policy`.
const Least = "2.23.1"

// ComposeVersion is what the Compose plugin calls itself, without a v in front.
// It needs no engine.
func (p Project) ComposeVersion(ctx context.Context) (string, error) {
	text, err := p.Output(ctx, "compose", "version", "--short")
	return strings.TrimPrefix(strings.TrimSpace(string(text)), "v"), err
}
