// Code generated from magefile.go by `mage generate`. DO NOT EDIT.

package main

import "github.com/seed-491dada8/sandbox/internal/completion"

var table = []completion.Target{
	{Name: "adopt", Does: "shows what would be derived from the Compose file: ports, checks, what is shared, what is to be decided.", Flags: []completion.Flag{
		{Name: "write", Does: "have git ignore the files of an instance", Switch: true},
		{Name: "magefile", Does: "with -write: a directory such as . or tools/sandbox that gets a magefile in a Go module of its own", Switch: false},
		{Name: "json", Does: "write one JSON document to stdout, in every outcome", Switch: true},
	}},
	{Name: "completion", Does: "prints a script for bash, zsh or fish that completes targets, flags, services and instances.", Takes: []string{"shell"}},
	{Name: "compose", Does: "passes one quoted line of arguments to docker compose for this instance, connected to this terminal.", Takes: []string{"arguments"}, Flags: []completion.Flag{
		{Name: "instance", Does: "its id or the end of it, from any directory; by default the instance in this directory", Switch: false},
	}},
	{Name: "create", Does: "makes a git worktree beside the repository, ../<repo>--<name>, and an instance in it.", Takes: []string{"worktree"}, Flags: []completion.Flag{
		{Name: "branch", Does: "branch to check out there; by default the name of the worktree", Switch: false},
		{Name: "from", Does: "commit at which a new branch begins, such as v1.2 or origin/main, which is fetched first", Switch: false},
		{Name: "pr", Does: "number of the pull or merge request at which a new branch begins", Switch: false},
		{Name: "dir", Does: "the new directory; inside the repository git must ignore it", Switch: false},
		{Name: "slot", Does: "as with init", Switch: false},
		{Name: "name", Does: "instance id; by default <repo>--<name>", Switch: false},
		{Name: "data", Does: "id of an instance whose data is copied; by default it starts empty", Switch: false},
		{Name: "up", Does: "start the instance too, as up does", Switch: true},
		{Name: "yes", Does: "with -up, do not ask before starting the Compose file of a pull request", Switch: true},
		{Name: "progress", Does: "text, or json: one event a line on stderr", Switch: false},
		{Name: "json", Does: "write one JSON document to stdout, in every outcome", Switch: true},
	}},
	{Name: "destroy", Does: "removes an instance: containers, volumes, claim, .env.sandbox, and the worktree that create made.", Flags: []completion.Flag{
		{Name: "instance", Does: "its id; by default the instance in this directory", Switch: false},
		{Name: "yes", Does: "do not ask before deleting", Switch: true},
		{Name: "force", Does: "discard your work in the worktree, and go on after a before-destroy hook that fails", Switch: true},
		{Name: "merged", Does: "instead destroy all instances whose branch is merged; lists them and asks; the branches stay", Switch: true},
		{Name: "progress", Does: "text, or json: one event a line on stderr", Switch: false},
		{Name: "json", Does: "write one JSON document to stdout, in every outcome", Switch: true},
	}},
	{Name: "doctor", Does: "checks everything that a start needs of this machine and of this instance, and names the cure of each problem.", Flags: []completion.Flag{
		{Name: "instance", Does: "its id or the end of it, from any directory; by default the instance in this directory", Switch: false},
		{Name: "json", Does: "write one JSON document to stdout, in every outcome", Switch: true},
	}},
	{Name: "down", Does: "stops the stack and removes its containers; the data stays unless -volumes is given.", Flags: []completion.Flag{
		{Name: "instance", Does: "its id or the end of it, from any directory; by default the instance in this directory", Switch: false},
		{Name: "volumes", Does: "delete the volumes too: the database and all it holds", Switch: true},
		{Name: "volume", Does: "delete these adopted volumes, separated by commas", Switch: false},
		{Name: "yes", Does: "do not ask before deleting", Switch: true},
		{Name: "progress", Does: "text, or json: one event a line on stderr", Switch: false},
		{Name: "json", Does: "write one JSON document to stdout, in every outcome", Switch: true},
	}},
	{Name: "env", Does: "shows the instance's variables for a shell: eval \"$(sandbox env)\" leads docker compose here.", Flags: []completion.Flag{
		{Name: "instance", Does: "its id or the end of it, from any directory; by default the instance in this directory", Switch: false},
		{Name: "json", Does: "write one JSON document to stdout, in every outcome", Switch: true},
		{Name: "secrets", Does: "show the secrets too: the password of the database", Switch: true},
	}},
	{Name: "gate", Does: "reports whether the running stack is ready, and starts nothing.", Flags: []completion.Flag{
		{Name: "instance", Does: "its id or the end of it, from any directory; by default the instance in this directory", Switch: false},
		{Name: "timeout", Does: "how long to wait, such as 90s, 2m or 120 (seconds); 120s by default", Switch: false},
		{Name: "progress", Does: "text, or json: one event a line on stderr", Switch: false},
		{Name: "json", Does: "write one JSON document to stdout, in every outcome", Switch: true},
	}},
	{Name: "init", Does: "makes this directory a sandbox instance: it picks a slot and writes .env.sandbox.", Flags: []completion.Flag{
		{Name: "slot", Does: "0 to 40; by default the lowest from 1 whose ports are free", Switch: false},
		{Name: "name", Does: "instance id; by default the name of the directory", Switch: false},
		{Name: "data", Does: "id of an instance whose data is copied; by default it starts empty", Switch: false},
		{Name: "adopt-volumes", Does: "use the existing volumes of its project", Switch: true},
		{Name: "yes", Does: "do not ask before using them", Switch: true},
		{Name: "progress", Does: "text, or json: one event a line on stderr", Switch: false},
		{Name: "json", Does: "write one JSON document to stdout, in every outcome", Switch: true},
	}},
	{Name: "list", Does: "shows every instance on this machine, with what deleted worktrees left behind.", Flags: []completion.Flag{
		{Name: "memory", Does: "show the memory that the containers use; takes about two seconds", Switch: true},
		{Name: "watch", Does: "show it again every second, until Ctrl-C", Switch: true},
		{Name: "json", Does: "write one JSON document to stdout, in every outcome", Switch: true},
	}},
	{Name: "logs", Does: "shows the services' logs; Ctrl-C ends it cleanly.", Flags: []completion.Flag{
		{Name: "instance", Does: "its id or the end of it, from any directory; by default the instance in this directory", Switch: false},
		{Name: "service", Does: "services, separated by commas; all by default", Switch: false},
		{Name: "follow", Does: "go on until interrupted", Switch: true},
		{Name: "tail", Does: "lines of each service, or all; 100 by default, all with -since", Switch: false},
		{Name: "since", Does: "only what is newer: 10m, 2h30m, 2026-01-31, 2026-01-31T15:04:05Z", Switch: false},
	}},
	{Name: "overview", Does: "shows which instance this directory is, whether it is up, and what to do next."},
	{Name: "path", Does: "shows the directory of an instance on one line, for cd \"$(sandbox path feat-x)\".", Takes: []string{"instance"}, Flags: []completion.Flag{
		{Name: "json", Does: "write one JSON document to stdout, in every outcome", Switch: true},
	}},
	{Name: "prune", Does: "removes what deleted worktrees left behind: claims, containers and volumes; it lists them and asks.", Flags: []completion.Flag{
		{Name: "yes", Does: "do not ask before deleting", Switch: true},
		{Name: "progress", Does: "text, or json: one event a line on stderr", Switch: false},
		{Name: "json", Does: "write one JSON document to stdout, in every outcome", Switch: true},
	}},
	{Name: "restore", Does: "replaces the instance's data with that of a snapshot, and asks first.", Takes: []string{"name"}, Flags: []completion.Flag{
		{Name: "yes", Does: "do not ask before replacing the data, or before running hooks of a pull request", Switch: true},
		{Name: "instance", Does: "its id; by default the instance in this directory", Switch: false},
		{Name: "progress", Does: "text, or json: one event a line on stderr", Switch: false},
		{Name: "json", Does: "write one JSON document to stdout, in every outcome", Switch: true},
	}},
	{Name: "setup", Does: "installs Docker and Compose where they are missing, or says what to install."},
	{Name: "shell", Does: "runs a shell in a service, on this terminal: bash if the service has it, otherwise sh.", Takes: []string{"service"}, Flags: []completion.Flag{
		{Name: "instance", Does: "its id or the end of it, from any directory; by default the instance in this directory", Switch: false},
	}},
	{Name: "snapshot", Does: "saves a copy of the instance's data under a name.", Takes: []string{"name"}, Flags: []completion.Flag{
		{Name: "instance", Does: "its id; by default the instance in this directory", Switch: false},
		{Name: "progress", Does: "text, or json: one event a line on stderr", Switch: false},
		{Name: "json", Does: "write one JSON document to stdout, in every outcome", Switch: true},
	}},
	{Name: "snapshots", Does: "lists the snapshots of this repository, also those of destroyed instances.", Flags: []completion.Flag{
		{Name: "delete", Does: "name of a snapshot to delete", Switch: false},
		{Name: "yes", Does: "do not ask before deleting", Switch: true},
		{Name: "progress", Does: "text, or json: one event a line on stderr", Switch: false},
		{Name: "json", Does: "write one JSON document to stdout, in every outcome", Switch: true},
	}},
	{Name: "status", Does: "shows the instance, its containers, and every URL with its live state.", Flags: []completion.Flag{
		{Name: "instance", Does: "its id or the end of it, from any directory; by default the instance in this directory", Switch: false},
		{Name: "watch", Does: "show it again every second, until Ctrl-C", Switch: true},
		{Name: "json", Does: "write one JSON document to stdout, in every outcome", Switch: true},
	}},
	{Name: "timings", Does: "shows how long the last starts took, check by check.", Flags: []completion.Flag{
		{Name: "instance", Does: "its id or the end of it, from any directory; by default the instance in this directory", Switch: false},
		{Name: "json", Does: "write one JSON document to stdout, in every outcome", Switch: true},
	}},
	{Name: "up", Does: "starts the stack and waits until the Startability Gate has a verdict.", Flags: []completion.Flag{
		{Name: "instance", Does: "its id or the end of it, from any directory; by default the instance in this directory", Switch: false},
		{Name: "nowait", Does: "return once the containers are started, without the gate and the after-up hooks", Switch: true},
		{Name: "build", Does: "rebuild images, even those that exist", Switch: true},
		{Name: "timeout", Does: "how long the gate waits, such as 90s, 2m or 120 (seconds); 120s by default", Switch: false},
		{Name: "yes", Does: "in a worktree of a pull request, run its after-up hooks without asking", Switch: true},
		{Name: "progress", Does: "text, or json: one event a line on stderr", Switch: false},
		{Name: "json", Does: "write one JSON document to stdout, in every outcome", Switch: true},
	}},
}
