package claims_test

import (
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
)

func TestFindTakesAnIDOrTheEndOfIt(t *testing.T) {
	known := []claims.Claim{}
	for _, id := range []string{"shop", "shop--feat-x", "shop--feat-y", "bar--login", "shop--login", "shop--feature-cart", "twice", "twice"} {
		known = append(known, claims.Claim{ID: id, Dir: t.TempDir(), Worktree: true, Created: time.Now()})
	}
	for name, want := range map[string]string{
		"shop": "shop", "shop--feat-x": "shop--feat-x", "feat-x": "shop--feat-x", "x": "shop--feat-x", "cart": "shop--feature-cart",
	} {
		if claim, err := claims.Find(known, name); err != nil || claim.ID != want {
			t.Errorf("%s: got %s, %v, want %s", name, claim.ID, err, want)
		}
	}
	for name, wants := range map[string][]string{
		"login": {`"login" stands for 2 instances`, "bar--login, slot 0 in ", "shop--login, slot 0 in ", "give the whole id"},
		"twice": {`"twice" stands for 2 instances`, "run the command in the directory"},
		"eat-x": {`there is no instance "eat-x"; there are bar--login, shop, shop--feat-x, shop--feat-y, shop--feature-cart, shop--login, twice`},
		"-x":    {`there is no instance "-x"`},
	} {
		_, err := claims.Find(known, name)
		for _, want := range wants {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got %v, want %s", name, err, want)
			}
		}
	}
}

func TestFindNamesWhyAnInstanceIsGone(t *testing.T) {
	known := []claims.Claim{{ID: "shop--gone", Dir: t.TempDir()}}
	if _, err := claims.Find(known, "gone"); err == nil || !strings.HasPrefix(err.Error(), "there is no instance shop--gone any more: its .env.sandbox is gone; ") {
		t.Errorf("got %v", err)
	}
	if _, err := claims.Find(known, "other"); err == nil || !strings.Contains(err.Error(), "no other on this machine") {
		t.Errorf("got %v", err)
	}
}
