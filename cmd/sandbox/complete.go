package main

import (
	"fmt"
	"os"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/completion"
	"github.com/seed-491dada8/sandbox/internal/derived"
)

// help is the command that mage has as a flag.
var help = completion.Target{Name: "help", Does: "explains a target.", Takes: []string{"target"}}

// complete writes the words that may stand at the end of a command line, one a line with
// what it does. It asks no engine.
func complete(words []string) {
	program := completion.Program{
		Targets: append(table, help),
		Flags: []completion.Flag{
			{Name: "-help", Does: "list the targets", Switch: true},
			{Name: "-version", Does: "show the version", Switch: true},
		},
		Values: map[string]func() []string{
			"target": targetNames, "shell": completion.Shells,
			"service": services, "instance": instances, "data": instances,
			"progress": func() []string { return []string{"text", "json"} },
		},
	}
	for _, offer := range program.Offers(words) {
		fmt.Printf("%s\t%s\n", offer.Word, offer.Does)
	}
}

func targetNames() (names []string) {
	for _, t := range table {
		names = append(names, t.Name)
	}
	return names
}

// instances returns the ids of the instances of this machine.
func instances() (ids []string) {
	known, _ := claims.All()
	for _, claim := range known {
		ids = append(ids, claim.ID)
	}
	return ids
}

// services returns the services of the project in the current directory.
func services() []string {
	dir, err := os.Getwd()
	if err != nil {
		return nil
	}
	return derived.Services(dir)
}
