package identity

import (
	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/overlay"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/stack"
)

// Owner returns an instance as the owner of objects on the engine. An unreadable
// claim records none.
func Owner(s stack.Stack, in instance.Instance) ownership.Instance {
	known, _ := claims.All()
	claim, _ := claims.Of(known, in)
	claim.ID, claim.Key = in.ID, in.Key
	claim.Move(in.Dir)
	return ClaimOwner(s, claim)
}

// ClaimOwner is [Owner] for an instance that only its claim may know.
func ClaimOwner(s stack.Stack, claim claims.Claim) ownership.Instance {
	in := ownership.Instance{ID: claim.ID, Key: claim.Key, Dir: claim.Dir, Former: claim.Former, Adopted: claim.Volumes, Anonymous: claim.Anonymous}
	for _, image := range s.Images {
		in.Images = append(in.Images, image.Repository+":"+claim.ID)
	}
	in.Images = append(in.Images, overlay.Images(claim.Dir, claim.ID)...)
	return in
}
