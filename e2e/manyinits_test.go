//go:build e2e

package e2e

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/joho/godotenv"
)

const (
	repositories = 10
	worktrees    = 5 // of each repository
)

// manyPlain returns directories with one Compose file, a few in each of several
// repositories, and one home.
func manyPlain(t *testing.T) []*instance {
	t.Helper()
	tools, err := plainTools()
	if err != nil {
		t.Fatal(err)
	}
	const project = "services:\n  web: {image: localhost/none, ports: [\"8000:80\", \"9000-9001:90\"]}\n  dns: {image: localhost/none, ports: [\"5353:53/udp\"]}\n"
	parent := t.TempDir()
	var all []*instance
	for r := range repositories {
		for w := range worktrees {
			in := &instance{
				dir: filepath.Join(parent, fmt.Sprintf("r%d", r), fmt.Sprintf("r%d-w%d", r, w)), mage: filepath.Join(tools, "mage"),
				env: []string{"SANDBOX_HOME=" + filepath.Join(parent, "home")},
			}
			if err := os.MkdirAll(in.dir, 0o700); err != nil {
				t.Fatal(err)
			}
			in.write(t, "compose.yaml", project)
			all = append(all, in)
		}
		repository := all[len(all)-worktrees]
		repository.git(t, "-C", filepath.Dir(repository.dir), "init", "-q")
	}
	return all
}

// Fifty commands start at once, and every fifth is killed at a random moment. The next
// one completes what a killed one left, and no port is given twice.
func TestFiftyInitsOfDerivedStacksGiveNoPortTwice(t *testing.T) {
	all := manyPlain(t)
	var started sync.WaitGroup
	for i, in := range all {
		ctx, kill := context.WithCancel(t.Context())
		defer kill()
		if i%5 == 0 {
			time.AfterFunc(rand.N(2*time.Second), kill)
		}
		started.Go(func() {
			if text, err := in.command(ctx, "sandbox:init").CombinedOutput(); err != nil && ctx.Err() == nil {
				t.Errorf("%s: %v\n%s", in.dir, err, text)
			}
		})
	}
	started.Wait()
	holders := make(map[string]string)
	for _, in := range all {
		in.run(t, "sandbox:init").exits(t, 0)
		in.holdsAlone(t, holders)
	}
}

// holdsAlone adds the ports and the slot of the instance to the holders, and wants
// nobody to hold them.
func (in *instance) holdsAlone(t *testing.T, holders map[string]string) {
	t.Helper()
	variables, err := godotenv.Read(filepath.Join(in.dir, envFile))
	if err != nil {
		t.Fatal(err)
	}
	held := []string{filepath.Dir(in.dir) + " slot " + variables["SLOT_NUMBER"]}
	ports := 0
	for name, value := range variables {
		if !strings.HasPrefix(name, "SANDBOX_PORT_") {
			continue
		}
		ports++
		held = append(held, "port "+value)
		if first, err := strconv.Atoi(value); err == nil && strings.HasSuffix(name, "_90") {
			held = append(held, fmt.Sprint("port ", first+1)) // of a range
		}
	}
	if ports != 3 {
		t.Errorf("%s has %d ports", in.dir, ports)
	}
	for _, what := range held {
		if other := holders[what]; other != "" {
			t.Error(errors.New(what + " is held by " + other + " and " + in.dir))
		}
		holders[what] = in.dir
	}
}
