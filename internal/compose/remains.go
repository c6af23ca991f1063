package compose

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/seed-491dada8/sandbox/internal/plain"
)

// Remains are what the engine holds of a project, found by the labels that
// Compose gives them: the project's files need not be there any more. Containers
// of `docker compose run` are among them, and those of every profile.
type Remains struct {
	Containers []Container
	Networks   []string
	Volumes    []string
	Images     []string // that Compose built for it
}

// None tells whether there is nothing but images, which hold nobody's data.
func (r Remains) None() bool { return len(r.Containers)+len(r.Networks)+len(r.Volumes) == 0 }

// String is such as "8 containers, 1 network, 3 volumes".
func (r Remains) String() string {
	var parts []string
	for _, part := range []struct {
		count int
		kind  string
	}{{len(r.Containers), "container"}, {len(r.Networks), "network"}, {len(r.Volumes), "volume"}} {
		switch part.count {
		case 0:
		case 1:
			parts = append(parts, "1 "+part.kind)
		default:
			parts = append(parts, fmt.Sprintf("%d %ss", part.count, part.kind))
		}
	}
	return strings.Join(parts, ", ")
}

// Elsewhere is the directory that any of the containers was started from, if
// that is a stranger's, as it may be shown; "" if there is none.
func (r Remains) Elsewhere(stranger func(dir string) bool) string {
	for _, c := range r.Containers {
		if dir := c.WorkingDir(); dir != "" && stranger(dir) {
			return plain.Line(dir)
		}
	}
	return ""
}

// Remains asks the engine for all of it at once.
func (p Project) Remains(ctx context.Context) (Remains, error) {
	label := "label=" + labelProject + "=" + p.Name
	var r Remains
	var failed [4]error
	var all sync.WaitGroup
	all.Go(func() {
		var text []byte
		if text, failed[0] = p.Inspect(ctx); text != nil {
			r.Containers, failed[0] = parseAll(text)
		}
	})
	for i, kind := range []struct {
		names *[]string
		args  []string
	}{
		{&r.Networks, []string{"network", "ls", "-q"}},
		{&r.Volumes, []string{"volume", "ls", "-q"}},
		{&r.Images, []string{"image", "ls", "-q"}},
	} {
		all.Go(func() {
			listed, err := p.output(ctx, append(kind.args, "--filter", label)...)
			*kind.names, failed[i+1] = strings.Fields(string(listed)), err
		})
	}
	all.Wait()
	return r, errors.Join(failed[:]...)
}

// Remove removes them. What is gone already is no error.
func (p Project) Remove(ctx context.Context, r Remains) error {
	var containers []string
	for _, c := range r.Containers {
		containers = append(containers, c.ID)
	}
	for _, kind := range []struct{ names, args []string }{
		{containers, []string{"rm", "--force", "--volumes"}},
		{r.Networks, []string{"network", "rm"}},
		{r.Volumes, []string{"volume", "rm", "--force"}},
		{r.Images, []string{"image", "rm", "--force"}},
	} {
		if len(kind.names) == 0 {
			continue
		}
		if _, err := p.output(ctx, append(append(kind.args, "--"), kind.names...)...); err != nil && !gone(err) {
			return err
		}
	}
	return nil
}

// RemoveImages removes images by their names, if they are there.
func (p Project) RemoveImages(ctx context.Context, images ...string) error {
	return p.Remove(ctx, Remains{Images: images})
}

// gone tells whether docker failed only for what was not there.
func gone(err error) bool {
	var failed *Error
	if !errors.As(err, &failed) || strings.TrimSpace(failed.Output) == "" {
		return false
	}
	for line := range strings.Lines(strings.TrimSpace(failed.Output)) {
		line = strings.ToLower(line)
		if !strings.Contains(line, "no such ") && !strings.Contains(line, "not found") && !strings.Contains(line, "is already in progress") {
			return false
		}
	}
	return true
}
