package targets

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/sandbox"
)

// Create makes a git worktree beside the repository, ../<repo>--<name>, and an instance in it.
//
// It checks out the branch of that name. A branch that does not exist is created: it tracks the remote branch of that name, or begins at -from, at -pr, or at HEAD.
//
//	mage sandbox:create feat-x
//	mage sandbox:create feature/login -from=origin/main -up
//	mage sandbox:create review -pr=12
//	mage sandbox:create feat-y -data=repo
//	mage sandbox:create feat-x -branch=feature/x -dir=.worktrees/feat-x -slot=3
//
// Exit codes: 0 made, and with -up ready; 1 it could not be made, and nothing was changed, or with -up nothing could be tried; 2 made, but not ready; 3 no slot has all its ports free.
func Create(ctx context.Context,
	worktree string,
	branch *string, // branch to check out there; by default the name of the worktree
	from *string, // commit at which a new branch begins, such as v1.2 or origin/main, which is fetched first
	pr *string, // number of the pull or merge request at which a new branch begins
	dir *string, // the new directory; inside the repository git must ignore it
	slot *string, // as with sandbox:init
	name *string, // instance id; by default <repo>--<name>
	data *string, // id of an instance whose data is copied; by default it starts empty
	up *bool, // start the instance too, as sandbox:up does
	yes *bool, // with -up, do not ask before starting the Compose file of a pull request
	progress *string, // text, or json: one event a line on stderr
	json *bool, // write one JSON document to stdout, in every outcome
) error {
	return run(ctx, shared{progress: progress, json: json}, report.NewCreate, func(s sandbox.Sandbox, ctx context.Context) (report.Create, error) {
		options := sandbox.CreateOptions{Name: worktree, Branch: value(branch), From: value(from), Dir: value(dir), ID: value(name), Data: value(data), Up: value(up), Yes: value(yes)}
		var errSlot, errPull, errBoth error
		options.Slot, errSlot = parseSlot(value(slot))
		options.Pull, errPull = parsePull(value(pr))
		if value(pr) != "" && value(from) != "" {
			errBoth = errors.New("a branch begins either at -from=REF or at -pr=N")
		}
		if err := errors.Join(errSlot, errPull, errBoth); err != nil {
			return refuse(report.NewCreate(), err)
		}
		return s.Create(ctx, options)
	}, (*console.Console).Create)
}

// parsePull reads the number of a pull or merge request. It returns 0 for "".
func parsePull(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	number, err := strconv.Atoi(text)
	if err != nil || number < 1 {
		return 0, fmt.Errorf("-pr=%s: it must be the number of a pull or merge request, such as 12", text)
	}
	return number, nil
}
