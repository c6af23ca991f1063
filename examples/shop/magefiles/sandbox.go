//go:build mage

//mage:multiline

package main

import (
	//mage:import sandbox
	"github.com/seed-491dada8/sandbox/targets"
)

func init() { targets.Stack = additions }

// Default is the target that mage runs if none is named.
var Default = targets.Overview

// Aliases are short names for the targets.
var Aliases = map[string]any{
	"up": targets.Up, "gate": targets.Gate, "status": targets.Status, "logs": targets.Logs, "down": targets.Down, "shell": targets.Shell,
	"init": targets.Init, "create": targets.Create, "destroy": targets.Destroy, "list": targets.List, "prune": targets.Prune, "path": targets.Path,
	"env": targets.Env, "compose": targets.Compose, "doctor": targets.Doctor, "timings": targets.Timings, "adopt": targets.Adopt,
	"snapshot": targets.Snapshot, "restore": targets.Restore, "snapshots": targets.Snapshots,
}
