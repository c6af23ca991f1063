package claims

import (
	"slices"

	"github.com/seed-491dada8/sandbox/internal/instance"
)

// same reports whether two claims are of one instance: they have one key, or,
// where one of them has none, one directory and id.
func (c Claim) same(other Claim) bool {
	if c.Key != "" && other.Key != "" {
		return c.Key == other.Key
	}
	return c.Dir == other.Dir && c.ID == other.ID
}

// ByKey returns the claim of the instance with a key.
func ByKey(known []Claim, key string) (Claim, bool) {
	return first(known, func(c Claim) bool { return key != "" && c.Key == key })
}

// ByDir returns the claim of a directory.
func ByDir(known []Claim, dir string) (Claim, bool) {
	return first(known, func(c Claim) bool { return c.Dir == dir })
}

// Of returns the claim of an instance: the one with its key, or, if there is
// none, the one of its directory and id that has no other key.
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
