package compose

import (
	"context"
	"strings"
)

// Least is the oldest Compose that suffices: it honours !override and !reset in an
// overlay, which came last, `configs: content:` and `pull --policy`.
const Least = "2.24.7"

// ComposeVersion returns the version that the Compose plugin reports, without a leading v.
// It needs no engine.
func (p Project) ComposeVersion(ctx context.Context) (string, error) {
	text, err := p.Output(ctx, "compose", "version", "--short")
	return strings.TrimPrefix(strings.TrimSpace(string(text)), "v"), err
}
