package report

import (
	"fmt"
	"time"
)

// List is every instance on this machine.
type List struct {
	Document
	Instances []Instance `json:"instances"`
	Orphans   []Orphan   `json:"orphans"`
	// Projects were started from the directory of an instance under another name.
	Projects []Project `json:"projects,omitempty"`
	Problems []string  `json:"problems"` // unreadable claims, engines that do not answer, a copy in the directory
}

// NewList returns a List without instances.
func NewList() *List {
	return &List{Instances: []Instance{}, Orphans: []Orphan{}, Problems: []string{}}
}

// Instance is one instance according to its claim, its directory and its engine.
type Instance struct {
	Instance string `json:"instance"`
	Slot     int    `json:"slot"`
	State    string `json:"state"`    // running, partial, stopped, not_started or unknown
	Up       int    `json:"up"`       // containers that run
	Healthy  int    `json:"healthy"`  // containers that run, without those whose healthcheck does not pass
	Checked  int    `json:"checked"`  // containers that run and have a healthcheck
	Passing  int    `json:"passing"`  // containers that run and whose healthcheck passes
	Total    int    `json:"total"`    // containers that exist, without finished jobs
	Expected int    `json:"expected"` // containers of the complete stack, without finished jobs
	Starting int    `json:"-"`        // containers that run and whose healthcheck has no result yet
	// Stale is the reason why the claim no longer counts, empty if it does.
	Stale string `json:"stale,omitempty"`
	// Unclaimed reports that no claim records the instance.
	Unclaimed bool   `json:"unclaimed,omitempty"`
	URL       string `json:"url,omitempty"` // the first of the stack's links
	// Ports are the ports of an instance whose pages are unknown, because it is of
	// another stack.
	Ports []int `json:"ports,omitempty"`
	// UDPPorts are those of Ports that are known to be UDP.
	UDPPorts []int `json:"udp_ports,omitempty"`
	// Host is the host name of Ports, for people.
	Host      string `json:"-"`
	Branch    string `json:"branch,omitempty"`
	Directory string `json:"directory"`
	Engine    string `json:"engine,omitempty"` // missing for docker's default
	// Created is when the instance was claimed; missing if unknown.
	Created time.Time `json:"created,omitzero"`
	// LastPassed is when a start last passed, the after-up hooks included, also if the
	// instance is stopped now. It is missing if no such start is on record.
	LastPassed time.Time `json:"last_passed,omitzero"`
	// Dirty reports that the worktree has changes that are not committed. Merged reports
	// that its branch is merged into the default branch. They are missing outside of git,
	// and if git took too long.
	Dirty  *bool `json:"dirty,omitempty"`
	Merged *bool `json:"merged,omitempty"`
	// Memory is what the containers use, in bytes. It is missing unless asked for, and if
	// the engine did not say.
	Memory *int64 `json:"memory_bytes,omitempty"`
}

// Project is a Compose project that was started from an instance's directory under
// another name than the instance's, as by `docker compose -p NAME up`.
type Project struct {
	Project    string `json:"project"`
	Directory  string `json:"directory"`
	Instance   string `json:"instance"` // in that directory
	Containers int    `json:"containers"`
	Up         int    `json:"up"`
	Hint       string `json:"hint"` // the command that removes its containers
}

// String describes the project for people. Its labels may hold any text.
func (p Project) String() string {
	return fmt.Sprintf("%s: %s, %d of them up, started from the directory of %s under another name; `%s` removes them",
		p.Project, countOf(p.Containers), p.Up, p.Instance, p.Hint)
}

func countOf(containers int) string {
	if containers == 1 {
		return "1 container"
	}
	return fmt.Sprintf("%d containers", containers)
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
	return fmt.Sprintf("%s: %s, %d of them up, started from %s, which is gone; no claim here records it, so nothing proves whose it is",
		o.Project, countOf(o.Containers), o.Up, o.Directory)
}
