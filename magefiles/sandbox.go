//go:build mage

//mage:multiline

package main

import (
	"github.com/seed-491dada8/sandbox/ktrdr"
	//mage:import sandbox
	"github.com/seed-491dada8/sandbox/targets"
)

func init() { targets.Stack = ktrdr.Default() }

// Default is the target that mage runs if none is named.
var Default = targets.Overview
