// Package inventory lists the instances of a machine according to their claims, their
// directories and their engines.
package inventory

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/stops"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// askWithin bounds the question to each engine.
const askWithin = 5 * time.Second

// listing is a list in the making.
type listing struct {
	stack    stack.Stack
	memory   bool // ask the engines for the memory of containers
	known    []claims.Claim
	document *report.List
	entries  []entry // of each instance in the document
	answers  engines.Answers
	// remote are the engines on other machines. Their users come from directories
	// that never were here, so no container there is an orphan.
	remote []instance.Engine
}

// entry holds what the document does not say of a listed instance.
type entry struct {
	engine    instance.Engine
	key       string              // "" for none
	workspace workspace.Workspace // as its files were last resolved; zero if unknown
}

// Options say what to list beside the instances themselves.
type Options struct {
	Work   bool // what the worktrees and the histories say
	Memory bool // what the containers use, for which an engine needs about two seconds
}

// List fills a document with the claimed instances, the instance in a directory, and
// those that only run. It returns which engines answered.
func List(ctx context.Context, s stack.Stack, known []claims.Claim, dir string, options Options, d *report.List) engines.Answers {
	l := listing{stack: s, memory: options.Memory, known: known, document: d, answers: make(engines.Answers)}
	for _, c := range known {
		l.addClaimed(c)
	}
	l.addHere(dir)
	if host, err := engines.Host(ctx, instance.Engine{}); err != nil || host != "" { // where a current context leads
		l.remote = append(l.remote, instance.Engine{})
	}
	if options.Work {
		defer l.lookAtWork(ctx)()
	}
	l.ask(ctx)
	return l.answers
}

// addClaimed lists an instance that is claimed. Its own file is decisive if it can be
// read.
func (l *listing) addClaimed(c claims.Claim) {
	listed := report.Instance{Instance: c.ID, Slot: c.Slot, State: report.Unknown, Directory: c.Dir, Created: c.Created}
	e, machine := entry{engine: c.Engine, key: c.Key}, c.Host
	if stale := c.Stale(); stale != nil {
		listed.Stale = stale.Error()
	} else if in, err := instance.Load(c.Dir, l.stack.Scheme()); err == nil && (c.Key == "" || in.Key == c.Key) {
		e.engine = instance.EngineOf(in.Variables)
		if e.engine.DockerHost == "" { // only docker could look up where its context leads
			in.Locate(c.Host)
		}
		machine, e.key = in.Machine, in.Key
		e.workspace = l.describe(&listed, in, c.Ports)
	}
	l.append(listed, e, machine)
}

// addHere lists the instance in a directory if no claim records it. A copy is no
// instance: the document says so among its problems.
func (l *listing) addHere(dir string) {
	in, err := instance.Load(dir, l.stack.Scheme())
	if err != nil {
		return
	}
	if err := identity.CheckCopy(l.known, in); err != nil {
		l.document.Problems = append(l.document.Problems, err.Error())
	} else if _, claimed := claims.Of(l.known, in); !claimed {
		l.addUnclaimed(in)
	}
}

func (l *listing) addUnclaimed(in instance.Instance) {
	listed := report.Instance{Instance: in.ID, Slot: in.Slot, State: report.Unknown, Directory: in.Dir, Unclaimed: true}
	listed.Created, _ = time.Parse(time.RFC3339, in.Variables["CREATED_AT"]) // or none
	w := l.describe(&listed, in, nil)
	l.append(listed, entry{instance.EngineOf(in.Variables), in.Key, w}, in.Machine)
}

// describe adds the branch of an instance, and its URL, or the ports that its claim
// records if it is of another stack, whose pages are unknown. It returns the workspace as
// the files of the instance were last resolved.
func (l *listing) describe(listed *report.Instance, in instance.Instance, claimed []int) workspace.Workspace {
	listed.Branch, listed.Host = git.Branch(in.Dir), in.Host
	w := workspace.LastKnown(l.stack, in)
	if len(w.Stack.Links) == 0 {
		listed.Ports, listed.UDPPorts = claimed, udpPorts(w, claimed)
		return w
	}
	link := w.Stack.Links[0]
	isClaimed := func(p ports.Port) bool { return slices.Contains(claimed, w.Instance.Ports[p.Variable]) }
	if len(claimed) > 0 && !slices.ContainsFunc(w.Stack.Service(link.Service).Ports, isClaimed) {
		listed.Ports, w.Stack = claimed, stack.Stack{}
		return w
	}
	listed.URL = strings.TrimSuffix(w.Endpoint(link.Service).URL, "/") + link.Path
	return w
}

// udpPorts returns the claimed ports that the stack publishes as UDP alone.
func udpPorts(w workspace.Workspace, claimed []int) []int {
	return slices.DeleteFunc(slices.Clone(claimed), func(number int) bool {
		hasNumber := func(p ports.Port) bool { return w.Instance.Ports[p.Variable] == number }
		tcp := func(p ports.Port) bool { return hasNumber(p) && !p.UDP }
		return slices.ContainsFunc(w.Stack.Scheme(), tcp) || !slices.ContainsFunc(w.Stack.Scheme(), hasNumber)
	})
}

func (l *listing) append(listed report.Instance, e entry, machine string) {
	listed.Engine = engines.Name(e.engine)
	l.document.Instances = append(l.document.Instances, listed)
	l.entries = append(l.entries, e)
	if machine != "" {
		l.remote = append(l.remote, e.engine)
	}
}

// ask asks every engine at once, and sorts the containers of each to the instances.
func (l *listing) ask(ctx context.Context) {
	asked := []instance.Engine{{}} // docker's default: instances without a claim are there
	for _, e := range l.entries {
		if !slices.Contains(asked, e.engine) {
			asked = append(asked, e.engine)
		}
	}
	containers := make([][]docker.Container, len(asked))
	failures := make([]error, len(asked))
	memory := make([]map[string]int64, len(asked))
	var all sync.WaitGroup
	for i, e := range asked {
		all.Go(func() {
			limited, cancel := context.WithTimeoutCause(ctx, askWithin, fmt.Errorf("no answer within %s", askWithin))
			defer cancel()
			project := compose.NewProject("", e.Variables())
			containers[i], failures[i] = project.Overview(limited)
			stops.MarkListed(limited, project.Project, containers[i], l.mayBeListed)
		})
		if l.memory {
			all.Go(func() { memory[i] = memoryOn(ctx, e) })
		}
	}
	all.Wait()
	for i, e := range asked {
		l.answers[e] = failures[i]
		if failures[i] != nil {
			l.document.Problems = append(l.document.Problems, unanswered(e, failures[i]))
		} else {
			l.sort(e, containers[i], memory[i])
		}
	}
}

// mayBeListed reports whether a container may belong to an instance: it has a key, or the
// project of an instance that is listed.
func (l *listing) mayBeListed(c docker.Container) bool {
	return c.Key() != "" || slices.ContainsFunc(l.document.Instances, func(in report.Instance) bool { return in.Instance == c.Project() })
}

func unanswered(e instance.Engine, err error) string {
	name := "the Docker engine"
	if named := engines.Name(e); named != "" {
		name += " " + named
	}
	return fmt.Sprintf("%s does not answer, so the state of its instances is unknown: %s", name, strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", "; "))
}
