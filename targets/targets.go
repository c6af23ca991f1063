// Package targets holds the mage targets of a sandbox. A magefile imports them under the
// name sandbox, which gives sandbox:up, sandbox:gate and so on. It may set the stack that
// they act on; otherwise the stack is derived from the Compose file:
//
//	import (
//		//mage:import sandbox
//		"github.com/seed-491dada8/sandbox/targets"
//	)
//
//	func init() { targets.Stack = shop.Stack() }
//
// Each exported function is a target: it turns flags into options, calls the use
// case of package sandbox, and sets the exit code. Programs that are not
// magefiles call package sandbox instead.
package targets

import (
	"context"
	"errors"

	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/sandbox"
	"github.com/seed-491dada8/sandbox/stack"
)

// Stack is the stack that the targets act on. The zero Stack is derived from the Compose
// file.
var Stack stack.Stack

// Dir is the directory of the Compose file, relative to the one in which mage runs the
// targets; empty means the same.
var Dir string

// Overview shows which instance this directory is, whether it is up, and what to do next.
//
// It needs neither an instance nor a Docker engine.
//
//	mage
//	mage sandbox:overview
//
// Exit codes: 0 shown.
func Overview(ctx context.Context) error {
	return run(ctx, shared{}, report.NewOverview, sandbox.Sandbox.Overview, (*console.Console).Overview)
}

// Init makes this directory a sandbox instance: it picks a slot and writes .env.sandbox.
//
// It needs no Docker engine without -data. On an instance it changes nothing.
//
//	mage sandbox:init
//	mage sandbox:init -slot=3 -name=feat-x
//	mage sandbox:init -data=shop
//	mage sandbox:init -adopt-volumes
//
// Exit codes: 0 it is an instance; 1 it cannot be made one; 3 no slot has all its ports free.
func Init(ctx context.Context,
	slot *string, // 0 to 40; by default the lowest from 1 whose ports are free
	name *string, // instance id; by default the name of the directory
	data *string, // id of an instance whose data is copied; by default it starts empty
	adoptVolumes *bool, // use the existing volumes of its project
	yes *bool, // do not ask before using them
	progress *string, // text, or json: one event a line on stderr
	json *bool, // write one JSON document to stdout, in every outcome
) error {
	return run(ctx, shared{progress: progress, json: json}, report.NewInit, func(s sandbox.Sandbox, ctx context.Context) (report.Init, error) {
		number, err := parseSlot(value(slot))
		if err != nil {
			return refuse(report.NewInit(), err)
		}
		return s.Init(ctx, sandbox.InitOptions{Slot: number, Name: value(name), Data: value(data), AdoptVolumes: value(adoptVolumes), Yes: value(yes)})
	}, (*console.Console).Init)
}

// Timings shows how long the last starts took, check by check.
//
//	mage sandbox:timings
//	mage sandbox:timings -json
//
// Exit codes: 0 shown, or there was no start yet; 1 there is no instance, or its history cannot be read.
func Timings(ctx context.Context,
	instance *string, // its id or the end of it, from any directory; by default the instance in this directory
	json *bool, // write one JSON document to stdout, in every outcome
) error {
	return run(ctx, shared{instance: instance, json: json}, report.NewTimings, sandbox.Sandbox.Timings, (*console.Console).Timings)
}

// Down stops the stack and removes its containers; the data stays unless -volumes is given.
//
//	mage sandbox:down
//	mage sandbox:down -volumes -yes
//	mage sandbox:down -volume=shop_db
//
// Exit codes: 0 stopped; 1 it could not be stopped, or nobody agreed to delete the data.
func Down(ctx context.Context,
	instance *string, // its id or the end of it, from any directory; by default the instance in this directory
	volumes *bool, // delete the volumes too: the database and all it holds
	volume *string, // delete these adopted volumes, separated by commas
	yes *bool, // do not ask before deleting
	progress *string, // text, or json: one event a line on stderr
	json *bool, // write one JSON document to stdout, in every outcome
) error {
	return run(ctx, shared{instance, progress, json}, report.NewDown, func(s sandbox.Sandbox, ctx context.Context) (report.Down, error) {
		return s.Down(ctx, sandbox.DownOptions{Volumes: value(volumes), Adopted: split(value(volume)), Yes: value(yes)})
	}, (*console.Console).Down)
}

// Destroy removes an instance: containers, volumes, claim, .env.sandbox, and the worktree that sandbox:create made.
//
// A worktree that holds work of yours stays, unless you add -force.
//
//	mage sandbox:destroy
//	mage sandbox:destroy -instance=repo--feat-x -yes
//	mage sandbox:destroy -merged
//
// Exit codes: 0 removed; 1 it could not be removed, or nobody agreed.
func Destroy(ctx context.Context,
	instance *string, // its id; by default the instance in this directory
	yes *bool, // do not ask before deleting
	force *bool, // discard your work in the worktree, and go on after a before-destroy hook that fails
	merged *bool, // instead destroy all instances whose branch is merged; lists them and asks; the branches stay
	progress *string, // text, or json: one event a line on stderr
	json *bool, // write one JSON document to stdout, in every outcome
) error {
	if value(merged) {
		return run(ctx, shared{progress: progress, json: json}, report.NewDestroyMerged, func(s sandbox.Sandbox, ctx context.Context) (report.DestroyMerged, error) {
			if value(force) || value(instance) != "" {
				return refuse(report.NewDestroyMerged(), errors.New("-merged goes with neither -instance nor -force"))
			}
			return s.DestroyMerged(ctx, sandbox.DestroyMergedOptions{Yes: value(yes)})
		}, (*console.Console).DestroyMerged)
	}
	return run(ctx, shared{progress: progress, json: json}, report.NewDestroy, func(s sandbox.Sandbox, ctx context.Context) (report.Destroy, error) {
		return s.Destroy(ctx, sandbox.DestroyOptions{Instance: value(instance), Yes: value(yes), Force: value(force)})
	}, (*console.Console).Destroy)
}

// Prune removes what deleted worktrees left behind: claims, containers and volumes; it lists them and asks.
//
// It keeps everything that is not proven to be theirs, and says why.
//
//	mage sandbox:prune
//	mage sandbox:prune -yes
//
// Exit codes: 0 removed, or there was nothing to remove; 1 it could not be removed, or nobody agreed.
func Prune(ctx context.Context,
	yes *bool, // do not ask before deleting
	progress *string, // text, or json: one event a line on stderr
	json *bool, // write one JSON document to stdout, in every outcome
) error {
	return run(ctx, shared{progress: progress, json: json}, report.NewPrune, func(s sandbox.Sandbox, ctx context.Context) (report.Prune, error) {
		return s.Prune(ctx, sandbox.PruneOptions{Yes: value(yes)})
	}, (*console.Console).Prune)
}

// List shows every instance on this machine, with what deleted worktrees left behind.
//
//	mage sandbox:list
//	mage sandbox:list -watch -memory
//	mage sandbox:list -json
//
// Exit codes: 0 shown, with or without an engine that answers; 1 nothing could be read.
func List(ctx context.Context,
	memory *bool, // show the memory that the containers use; takes about two seconds
	watch *bool, // show it again every second, until Ctrl-C
	json *bool, // write one JSON document to stdout, in every outcome
) error {
	list := func(s sandbox.Sandbox, ctx context.Context) (report.List, error) {
		return s.List(ctx, sandbox.ListOptions{Memory: value(memory)})
	}
	if value(watch) {
		return watched(ctx, shared{json: json}, report.NewList, list, (*console.Console).ListAgain)
	}
	return run(ctx, shared{json: json}, report.NewList, list, (*console.Console).List)
}

// Doctor checks everything that a start needs of this machine and of this instance, and names the cure of each problem.
//
// It needs neither an instance nor a Docker engine, and changes nothing.
//
//	mage sandbox:doctor
//	mage sandbox:doctor -json
//
// Exit codes: 0 there is no problem, though perhaps a warning; 1 there is a problem.
func Doctor(ctx context.Context,
	instance *string, // its id or the end of it, from any directory; by default the instance in this directory
	json *bool, // write one JSON document to stdout, in every outcome
) error {
	return run(ctx, shared{instance: instance, json: json}, report.NewDoctor, sandbox.Sandbox.Doctor, (*console.Console).Doctor)
}

// Env shows the instance's variables for a shell: eval "$(mage sandbox:env)" leads docker compose here.
//
//	eval "$(mage sandbox:env)" && docker compose ps
//	mage sandbox:env -json -secrets
//
// Exit codes: 0 shown; 1 there is no instance, or its Compose file is invalid. It needs no engine.
func Env(ctx context.Context,
	instance *string, // its id or the end of it, from any directory; by default the instance in this directory
	json *bool, // write one JSON document to stdout, in every outcome
	secrets *bool, // show the secrets too: the password of the database
) error {
	return run(ctx, shared{instance: instance, json: json}, report.NewEnv, func(s sandbox.Sandbox, ctx context.Context) (report.Env, error) {
		return s.Env(ctx, sandbox.EnvOptions{Secrets: value(secrets)})
	}, (*console.Console).Env)
}
