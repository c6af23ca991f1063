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
