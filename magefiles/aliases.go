//go:build mage

package main

import "github.com/seed-491dada8/sandbox/targets"

// Aliases are short names for the targets.
var Aliases = map[string]any{
	"up": targets.Up, "gate": targets.Gate, "status": targets.Status, "logs": targets.Logs, "down": targets.Down, "shell": targets.Shell,
	"init": targets.Init, "create": targets.Create, "destroy": targets.Destroy, "overview": targets.Overview, "list": targets.List, "prune": targets.Prune, "path": targets.Path,
	"env": targets.Env, "compose": targets.Compose, "doctor": targets.Doctor, "timings": targets.Timings, "adopt": targets.Adopt,
	"snapshot": targets.Snapshot, "restore": targets.Restore, "snapshots": targets.Snapshots,
}
