// Package doctor examines what a start needs of a machine and of an instance. It
// changes nothing.
package doctor

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// timeout bounds the whole examination.
const timeout = 20 * time.Second

// Examine returns the findings about the machine and the instance in a directory, if
// there is one. All checks run at once; their findings are in a fixed order.
func Examine(ctx context.Context, s stack.Stack, dir string) []report.Finding {
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("no answer within %s", timeout))
	defer cancel()
	x := newExamination(ctx, s, dir)
	checks := []func(context.Context) []report.Finding{
		x.goCommand, x.mageCommand, x.engineVersion, x.composeVersion, x.disk, x.memory, x.networks, x.home,
		x.instance, x.files, x.composeFile, x.images, x.ports, x.volumes,
		x.claims, x.orphans,
	}
	found := make([][]report.Finding, len(checks))
	var all sync.WaitGroup
	for i, check := range checks {
		all.Go(func() { found[i] = check(ctx) })
	}
	all.Wait()
	findings := []report.Finding{}
	for _, some := range found {
		findings = append(findings, some...)
	}
	return findings
}
