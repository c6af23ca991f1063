//go:build e2e && unix

package e2e

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/report"
)

// What a pull request would do on the machine is shown before it is started.
func TestAPullRequestIsStartedOnceTheUserAgrees(t *testing.T) {
	t.Parallel()
	in := newPlain(t)
	in.initialise(t)
	origin := filepath.Join(filepath.Dir(in.dir), "origin.git")
	in.git(t, "clone", "-q", "--bare", ".", origin)
	in.git(t, "remote", "add", "origin", origin)
	before := readFile(t, filepath.Join(in.dir, "docker-compose.yml"))
	in.write(t, "docker-compose.yml", strings.Replace(before, "    build: .\n", "    build: .\n    volumes: [/etc:/host:ro]\n", 1))
	in.git(t, "commit", "-q", "-a", "-m", "a pull request")
	in.git(t, "push", "-q", "origin", "HEAD:refs/pull/12/head")
	in.git(t, "reset", "-q", "--hard", "HEAD~1")

	review := *in
	review.id, review.dir = in.id+"--review", in.dir+"--review"
	slot := fmt.Sprint("-slot=", takeSlot(t))
	r := in.run(t, "sandbox:create", "review", "-pr=12", "-up", slot)
	r.exits(t, 1)
	r.complains(t, "builds the image of web", "uses /etc, which is outside the worktree, as mount of web", "add -yes to agree", "the worktree "+review.dir+" is made")
	if left, err := leftovers(review.id); err != nil || len(left) > 0 {
		t.Errorf("it was started: %q, %v", left, err)
	}
	in.run(t, "sandbox:destroy", "-instance="+review.id, "-yes").exits(t, 0)

	r = in.run(t, "sandbox:create", "fix/12", "-pr=12", "-up", "-yes", "-json", slot)
	r.exits(t, 0)
	made := document[report.Create](t, r, "create")
	if made.Instance != in.id+"--fix-12" || made.Branch != "fix/12" || made.Up == nil || !made.Up.Passed || made.Up.Instance != made.Instance {
		t.Errorf("got %+v", made)
	}
	in.run(t, "sandbox:destroy", "-instance="+made.Instance, "-yes").exits(t, 0)
	if left, err := leftovers(made.Instance); err != nil || len(left) > 0 {
		t.Errorf("left %q, %v", left, err)
	}
}
