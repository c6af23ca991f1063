package git

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Request says what a new worktree is to check out.
type Request struct {
	Branch string // made if the repository has no such branch
	From   string // commit that a new branch begins at; a remote's branch is fetched first
	Pull   int    // number of a pull or merge request, which a new branch begins at; 0 for none
}

// Start is what a new worktree checks out.
type Start struct {
	Branch string
	Commit string // id of the commit
	New    bool   // the branch is to be made
	Tracks string // branch of a remote that a new branch follows, such as origin/login
	// PullRemote and PullRef are the remote and its ref of a pull or merge request.
	PullRemote, PullRef string
}

// String describes the start for people.
func (s Start) String() string {
	return "commit " + s.Commit[:min(7, len(s.Commit))] + " of branch " + s.Branch
}

// Start finds what a request checks out. It fetches if the request names something of a
// remote, and changes no branch. A branch that the repository lacks follows the remote's branch
// of that name, if one remote has it; otherwise it begins at HEAD.
func (r Repository) Start(ctx context.Context, q Request, progress func(step string)) (Start, error) {
	if err := r.checkBranch(ctx, q.Branch); err != nil {
		return Start{}, err
	}
	s := Start{Branch: q.Branch}
	local, err := r.commit(ctx, "refs/heads/"+q.Branch)
	switch {
	case ctx.Err() != nil:
		return s, err
	case err == nil && (q.From != "" || q.Pull != 0):
		return s, fmt.Errorf("branch %s exists already; choose another name for the new branch with -branch=B, or create the worktree without -from and -pr", q.Branch)
	case err == nil:
		s.Commit = local
		return s, nil
	}
	s.New = true
	switch {
	case q.Pull != 0:
		err = r.startAtPull(ctx, &s, q.Pull, progress)
	case q.From != "":
		err = r.startAt(ctx, &s, q.From, progress)
	default:
		err = r.startAtRemote(ctx, &s)
	}
	return s, err
}

// checkBranch returns an error unless the repository has a commit and the name is one of a
// branch.
func (r Repository) checkBranch(ctx context.Context, branch string) error {
	if id, err := Read(ctx, r.Inside, "rev-list", "--all", "--max-count=1"); err == nil && id == "" {
		return errors.New("the repository has no commit yet, and a worktree needs one; run `git commit` first")
	}
	if _, err := run(ctx, r.Inside, "check-ref-format", "--branch", branch); ctx.Err() != nil {
		return err
	} else if err != nil || strings.HasPrefix(branch, "-") || strings.HasPrefix(branch, "@") {
		return fmt.Errorf("%q is not a valid branch name", branch)
	}
	return nil
}

// commit returns the id of the commit that a revision names.
func (r Repository) commit(ctx context.Context, revision string) (string, error) {
	return Read(ctx, r.Inside, "rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
}

// startAt begins a branch at a revision. That of a remote's branch is fetched first.
func (r Repository) startAt(ctx context.Context, s *Start, from string, progress func(string)) error {
	if remote, branch, found := r.remoteBranch(ctx, from); found {
		progress("fetching " + from)
		refspec := "+refs/heads/" + branch + ":refs/remotes/" + from
		if err := r.fetch(ctx, remote, refspec); err != nil {
			return fmt.Errorf("cannot fetch %s: %w; -from=refs/remotes/%s takes what was fetched last", from, err, from)
		}
		from = "refs/remotes/" + from
	}
	var err error
	if s.Commit, err = r.commit(ctx, from); err != nil && ctx.Err() == nil {
		return fmt.Errorf("-from=%s names no commit of this repository", from)
	}
	return err
}

// remoteBranch splits the name of a remote's branch, such as origin/main. A local branch of
// that name goes first.
func (r Repository) remoteBranch(ctx context.Context, name string) (remote, branch string, found bool) {
	if _, err := r.commit(ctx, "refs/heads/"+name); err == nil {
		return "", "", false
	}
	for _, remote := range r.remotes(ctx) {
		if branch, found := strings.CutPrefix(name, remote+"/"); found && branch != "" && branch != "HEAD" {
			return remote, branch, true
		}
	}
	return "", "", false
}

// startAtRemote begins a branch at the remote's branch of that name, or at HEAD if no remote
// has one.
func (r Repository) startAtRemote(ctx context.Context, s *Start) (err error) {
	if remote, branch, found := r.remoteBranch(ctx, s.Branch); found {
		if _, err := r.commit(ctx, "refs/remotes/"+s.Branch); err == nil {
			return fmt.Errorf("%s is a branch of the remote %s; name it %s, and the new branch follows it", s.Branch, remote, branch)
		}
	}
	var having []string
	for _, remote := range r.remotes(ctx) {
		if _, err := r.commit(ctx, "refs/remotes/"+remote+"/"+s.Branch); err == nil {
			having = append(having, remote)
		}
	}
	if preferred, _ := Read(ctx, r.Inside, "config", "checkout.defaultRemote"); slices.Contains(having, preferred) {
		having = []string{preferred}
	}
	switch len(having) {
	case 0:
		s.Commit, err = r.commit(ctx, "HEAD")
		if err != nil && ctx.Err() == nil {
			err = errors.New("HEAD names no commit; say where the branch begins with -from=REF")
		}
	case 1:
		s.Tracks = having[0] + "/" + s.Branch
		s.Commit, err = r.commit(ctx, "refs/remotes/"+s.Tracks)
	default:
		err = fmt.Errorf("the remotes %s all have a branch %s; choose with -from=%s/%s", strings.Join(having, ", "), s.Branch, having[0], s.Branch)
	}
	return err
}

// pullRefs are the refs of a pull request on GitHub and of a merge request on GitLab.
var pullRefs = []string{"refs/pull/%d/head", "refs/merge-requests/%d/head"}

// startAtPull begins a branch at the head of a pull or merge request, of the first remote
// that has one with that number.
func (r Repository) startAtPull(ctx context.Context, s *Start, number int, progress func(string)) error {
	remotes := r.remotes(ctx)
	if len(remotes) == 0 {
		return fmt.Errorf("the repository has no remote that could have pull request %d", number)
	}
	var failed []error
	for _, remote := range remotes {
		progress(fmt.Sprintf("looking for pull request %d on %s", number, remote))
		listed, err := network(ctx, r.Inside, "ls-remote", "--", remote, fmt.Sprintf(pullRefs[0], number), fmt.Sprintf(pullRefs[1], number))
		if ctx.Err() != nil {
			return err
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", remote, err))
		}
		if _, ref, found := strings.Cut(strings.SplitN(listed, "\n", 2)[0], "\t"); found {
			s.PullRemote, s.PullRef = remote, ref
			return r.fetchPull(ctx, s)
		}
	}
	if len(failed) > 0 {
		return fmt.Errorf("cannot look for pull request %d: %w", number, errors.Join(failed...))
	}
	return fmt.Errorf("there is no pull or merge request %d on %s", number, strings.Join(remotes, " or "))
}

// fetchPull fetches a pull or merge request to a ref of its remote, which shows that its
// commits are not lost with the branch.
func (r Repository) fetchPull(ctx context.Context, s *Start) (err error) {
	fetched := "refs/remotes/" + s.PullRemote + strings.TrimPrefix(s.PullRef, "refs")
	if err := r.fetch(ctx, s.PullRemote, "+"+s.PullRef+":"+fetched); err != nil {
		return fmt.Errorf("cannot fetch %s of %s: %w", s.PullRef, s.PullRemote, err)
	}
	s.Commit, err = r.commit(ctx, fetched)
	return err
}

func (r Repository) fetch(ctx context.Context, remote, refspec string) error {
	_, err := network(ctx, r.Inside, "fetch", "--quiet", "--no-tags", "--", remote, refspec)
	return err
}

// remotes returns the names of the repository's remotes. The original of a fork comes first,
// because it has the pull requests.
func (r Repository) remotes(ctx context.Context) []string {
	listed, _ := Read(ctx, r.Inside, "remote")
	rank := map[string]int{"upstream": -3, "github": -2, "origin": -1}
	names := strings.Fields(listed)
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(rank[a], rank[b]) })
	return names
}

// pullConfig returns the settings with which `git pull` on a branch updates it from its pull
// or merge request.
func (s Start) pullConfig() [][2]string {
	if s.PullRef == "" {
		return nil
	}
	section := "branch." + s.Branch
	return [][2]string{{section + ".remote", s.PullRemote}, {section + ".merge", s.PullRef}}
}
