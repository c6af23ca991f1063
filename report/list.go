package report

import (
	"fmt"
	"time"
)

// List is every instance of this machine.
type List struct {
	Document
	Instances []Instance `json:"instances"`
	Orphans   []Orphan   `json:"orphans"`
	Problems  []string   `json:"problems"` // unreadable claims, engines that do not answer, a copy in the directory
}

// NewList returns a List without instances.
func NewList() *List {
	return &List{Instances: []Instance{}, Orphans: []Orphan{}, Problems: []string{}}
}

// Instance is one instance according to its claim, its directory and its engine.
type Instance struct {
	Instance string `json:"instance"`
	Slot     int    `json:"slot"`
	State    string `json:"state"` // running, partial, stopped, not_started or unknown
	Up       int    `json:"up"`    // containers that run
	Healthy  int    `json:"healthy"`
	Total    int    `json:"total"`
	// Stale is the reason why the claim no longer counts, empty if it does.
	Stale string `json:"stale,omitempty"`
	// Unclaimed reports that no claim records the instance.
	Unclaimed bool   `json:"unclaimed,omitempty"`
	URL       string `json:"url,omitempty"` // the first of the stack's links
	Branch    string `json:"branch,omitempty"`
	Directory string `json:"directory"`
	Engine    string `json:"engine,omitempty"` // missing for docker's default
	// Created is when the instance was claimed; missing if unknown.
	Created time.Time `json:"created,omitzero"`
}

// Orphan is a Compose project that looks like this stack and whose directory is
// gone.
type Orphan struct {
	Project    string `json:"project"`
	Directory  string `json:"directory"` // from which it was started
	Containers int    `json:"containers"`
	Up         int    `json:"up"`
}

// String describes the orphan for people. Its labels may hold any text.
func (o Orphan) String() string {
	containers := "containers"
	if o.Containers == 1 {
		containers = "container"
	}
	return fmt.Sprintf("%s: %d %s, %d of them up, started from %s, which is gone; no claim here records it, so nothing proves whose it is",
		o.Project, o.Containers, containers, o.Up, o.Directory)
}
