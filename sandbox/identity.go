package sandbox

import (
	"context"

	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/plain"
)

// The rest of this file goes when the session does.

func (o *session) identity() ownership.Instance { return identity.Owner(o.Stack, o.Instance) }

func (o *session) renewClaim() { identity.Renew(o.Workspace, o.emit) }

func (o *session) ensureKey(ctx context.Context) (err error) {
	o.Workspace, err = identity.WithKey(ctx, o.Workspace)
	return err
}

func plural(n int, what string) string { return plain.Plural(n, what) }
