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
		Values: map[string]func(map[string]string) []string{
			"target": always(targetNames), "shell": always(completion.Shells),
			"service": services, "instance": always(instances), "data": always(instances),
			"progress": always(func() []string { return []string{"text", "json"} }),
		},
	}
	for _, offer := range program.Offers(words) {
		fmt.Printf("%s\t%s\n", offer.Word, offer.Does)
	}
}

// always returns values that no flag changes.
func always(values func() []string) func(map[string]string) []string {
	return func(map[string]string) []string { return values() }
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

// services returns the services of the instance that -instance names, otherwise of the
// project in the current directory.
func services(given map[string]string) []string {
	if id := given["instance"]; id != "" {
		known, _ := claims.All()
		claim, err := claims.Find(known, id)
		if err != nil {
			return nil
		}
		return derived.Services(claim.Dir)
	}
	dir, err := os.Getwd()
	if err != nil {
		return nil
	}
	return derived.Services(dir)
}
