//go:build mage

//mage:multiline

package main

import (
	//mage:import
	_ "github.com/seed-491dada8/sandbox/cmd/sandbox/machine"
	//mage:import
	_ "github.com/seed-491dada8/sandbox/cmd/sandbox/shells"
	//mage:import
	"github.com/seed-491dada8/sandbox/targets"
	//mage:import sandbox
	_ "github.com/seed-491dada8/sandbox/targets"
)

// Default is the target that runs if none is named.
var Default = targets.Overview
