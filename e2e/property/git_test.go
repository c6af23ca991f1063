//go:build unix

package property_test

// script is a step that runs a shell script in a worktree. $N is unique to the
// step. A script that fails counts as a step that did nothing.
type script struct{ name, text string }

const (
	// push pushes the commits of a worktree to the remote.
	push = "git push -q origin HEAD:refs/heads/pushed-$N"
	// conflict commits a line that another branch changed too.
	conflict = "echo $N >conflict; git commit -qam $N; " + push + "; "
	// toEdit stops a rebase at its first commit.
	toEdit = "GIT_SEQUENCE_EDITOR='sed -i 1s/pick/edit/' git rebase -q -i "
	// inside changes to the submodule of the worktree.
	inside = "cd sub; test -e .git; "
)

// work holds the steps that add something to a worktree or remove it.
var work = []script{
	{"commits", "echo $N >work-$N; git add work-$N; git commit -qm $N"},
	{"pushes", push},
	{"amends", "echo $N >work-$N; git add work-$N; git commit -q --amend -m $N"},
	{"resets", "git reset -q --hard HEAD~1"},
	{"cleans", "git checkout -q -f; git clean -qfd -e .env.sandbox"},
	{"edits", "echo $N >>tracked"},
	{"stages", "echo $N >tracked; git add tracked"},
	{"stages and edits", "echo $N >tracked; git add tracked; echo after $N >tracked"},
	{"stages and puts back", "echo $N >tracked; git add tracked; git show HEAD:tracked >tracked"},
	{"edits with skip-worktree", "echo $N >>tracked; git update-index --skip-worktree tracked"},
	{"edits with assume-unchanged", "echo $N >>tracked; git update-index --assume-unchanged tracked"},
	{"adds a file", "echo $N >note-$N"},
	{"adds an ignored file", "mkdir -p build; echo $N >build/out-$N"},
	{"adds a link", "ln -s target-$N link-$N"},
	{"adds a repository", "git init -q nested-$N; cd nested-$N; echo $N >inner; git add inner; git commit -qm $N"},
	{"adds an ignored repository", "git init -q build/nested-$N; cd build/nested-$N; git commit -q --allow-empty -m $N"},
	{"hides files from status", "echo $N >note-$N; git config status.showUntrackedFiles no"},
	{"excludes a file", "echo hidden-$N >>$(git rev-parse --git-common-dir)/info/exclude; echo $N >hidden-$N"},
	{"stashes", "echo $N >>tracked; git stash -q"},
	{"stashes with untracked files", "echo $N >note-$N; git stash -q -u"},
	{"detaches", "git checkout -q --detach"},
	{"switches to a new branch", "git checkout -q -b branch-$N"},
	{"marks a worktree ref", "git update-ref refs/worktree/mark-$N $(git commit-tree -m $N HEAD^{tree})"},
	{"tags", "git tag tag-$N $(git commit-tree -m $N HEAD^{tree})"},
	{"stops in a rebase", conflict + "! git rebase -q origin/other"},
	{"stops in a rebase with an autostash", conflict + "echo $N >>tracked; ! git rebase -q --autostash origin/other"},
	{"stops in a rebase to edit", toEdit + "HEAD~1"},
	{"stops in a rebase to edit with an autostash", "echo $N >>tracked; " + toEdit + "--autostash HEAD~1"},
	{"stops in a merge", conflict + "! git merge -q origin/other"},
	{"stops in a merge without changes", "git merge -q -s ours --no-commit origin/other"},
	{"stops in a cherry-pick", conflict + "! git cherry-pick origin/other"},
	{"stops in a cherry-pick without changes", conflict + "! git cherry-pick origin/other; git checkout -q --ours conflict; git add conflict"},
	{"stops in an am", conflict + "git format-patch -1 --stdout origin/other >.git-patch-$N; ! git am -q .git-patch-$N; rm .git-patch-$N"},
	{"stops in an am of mail", "printf 'From: T <t@example.org>\\nSubject: %s\\n\\n---\\n no patch %s\\n' $N $N | { ! git am -q; }"},
	{"finishes", "git rebase --abort || git merge --abort || git cherry-pick --abort || git am --abort"},
}

// submodule holds the steps in a worktree's submodule, where git looks only if
// asked to.
var submodule = []script{
	{"takes the submodule", "git merge -q --no-edit origin/with-sub; git submodule -q update --init; " + push},
	{"commits in the submodule", inside + "echo $N >work-$N; git add work-$N; git commit -qm $N"},
	{"commits on a branch of the submodule", inside + "git checkout -q -b b-$N; git commit -q --allow-empty -m $N; git checkout -q --detach origin/main"},
	{"pushes the submodule", inside + push},
	{"records the submodule", "git add sub; git commit -qm $N; " + push},
	{"stashes in the submodule", inside + "echo $N >>tracked; git stash -q"},
	{"adds a file to the submodule", inside + "echo $N >note-$N"},
	{"adds an ignored file to the submodule", inside + "echo $N >out-$N.log"},
	{"edits the submodule", inside + "echo $N >>tracked"},
	{"edits the submodule with skip-worktree", inside + "echo $N >>tracked; git update-index --skip-worktree tracked"},
	{"tags in the submodule", inside + "git tag tag-$N $(git commit-tree -m $N HEAD^{tree})"},
	{"stops in a rebase of the submodule", inside + "git commit -q --allow-empty -m $N; " + toEdit + "HEAD~1"},
	{"ignores the submodule", "git config submodule.sub.ignore all"},
	{"empties the submodule", "git submodule -q deinit -f sub"},
	{"moves the submodule", "git mv sub moved-$N; git commit -qm $N; " + push},
}

// template creates the remotes and a clone. The Compose files are JSON, so that the
// recorder can read them without Compose.
const template = `
git init -q --bare -b main remotes/sub.git
git init -q --bare -b main remotes/origin.git

git clone -q remotes/sub.git sub
cd sub
echo '*.log' >.gitignore
echo tracked >tracked
git add .; git commit -qm one
git commit -q --allow-empty -m two
git push -q origin HEAD:main
cd ..

git clone -q remotes/origin.git clone
cd clone
printf 'build/\n*.log\n' >.gitignore
echo tracked >tracked; echo conflict >conflict
cp "$COMPOSE" docker-compose.yml
git add .; git commit -qm one
git checkout -q -b other; echo theirs >conflict; git commit -qam other; git push -q origin other
git checkout -q -b with-sub HEAD~1
git submodule -q add "$PWD/../remotes/sub.git" sub; git config -f .gitmodules submodule.sub.url ../sub.git
git add .; git commit -qm sub; git push -q origin with-sub
git checkout -q -B main other~1; git submodule -q deinit -f --all; git config --remove-section submodule.sub || true; rm -rf .git/modules sub
echo two >two; git add two; git commit -qm two; git push -q -u origin main
git branch -q -D other with-sub
git repack -adq
`

// composeFile has a volume with data, and a setting that differs between the
// containers of two instances.
const composeFile = `{
  "services": {
    "db": {
      "image": "${KTRDR_BACKEND_IMAGE}",
      "environment": {"PASSWORD": "${KTRDR_DB_PASSWORD}"},
      "volumes": [{"type": "volume", "source": "db_data", "target": "/data"}],
      "stop_grace_period": "1s"
    },
    "backend": {"image": "${KTRDR_BACKEND_IMAGE}"}
  },
  "volumes": {"db_data": {}}
}
`
