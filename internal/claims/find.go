package claims

import (
	"slices"

	"github.com/seed-491dada8/sandbox/internal/instance"
)

// same reports whether two claims belong to one instance. Their keys decide; if
// either has no key, the directory and id do.
func (c Claim) same(other Claim) bool {
	if c.Key != "" && other.Key != "" {
		return c.Key == other.Key
	}
	return c.Dir == other.Dir && c.ID == other.ID
}

// ByKey returns the claim with the key.
func ByKey(known []Claim, key string) (Claim, bool) {
	return first(known, func(c Claim) bool { return key != "" && c.Key == key })
}

// ByDir returns the claim of the directory.
func ByDir(known []Claim, dir string) (Claim, bool) {
	return first(known, func(c Claim) bool { return c.Dir == dir })
}

// Of returns the claim of an instance. A claim with its key comes first, then a
// claim of its directory and id that has no other key.
func Of(known []Claim, in instance.Instance) (Claim, bool) {
	if claim, found := ByKey(known, in.Key); found {
		return claim, true
	}
	wanted := Claim{Key: in.Key, Dir: in.Dir, ID: in.ID}
	return first(known, wanted.same)
}

func first(known []Claim, matches func(Claim) bool) (Claim, bool) {
	i := slices.IndexFunc(known, matches)
	if i < 0 {
		return Claim{}, false
	}
	return known[i], true
}
