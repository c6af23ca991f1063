// Package clone measures how long an instance takes to clone the volume of another
// instance's database, beside `cp -a` of the same files.
package clone

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/e2e/bench/testbed"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/proc"
)

const (
	clones = 3
	// least is the least size of the volume, in kilobytes: 1 GB.
	least = 1_000_000_000 / 1024
	// slot is as that of the testbed.
	slot = "21"
)

// What is measured. Command is from the start of the command to its end. Copy is the part of
// it in which the volume is copied and the source's database is stopped: the rest takes the
// same time for a volume of any size. Plain is `cp -a` from one volume into another.
const (
	Command = "sandbox:init -data"
	Copy    = "its copy of the volume"
	Plain   = "cp -a of the same files"
)

// clone is a second instance that gets the testbed's data.
type clone struct {
	*testbed.Testbed
	id, dir  string
	image    string // of the database
	progress func(format string, args ...any)
}

// Measure fills the database of the testbed, and clones its volume a few times. It returns
// how long each takes.
func Measure(ctx context.Context, in *testbed.Testbed, progress func(format string, args ...any)) (took map[string][]time.Duration, err error) {
	c := clone{Testbed: in, id: in.ID + "-clone", dir: in.Dir + "-clone", progress: progress}
	defer func() { err = errors.Join(err, c.remove(context.WithoutCancel(ctx))) }()
	if err := c.prepare(ctx); err != nil {
		return nil, err
	}
	took = make(map[string][]time.Duration)
	for i := range clones {
		progress("clone %d of %d", i+1, clones)
		command, copied, err := c.make(ctx)
		if err != nil {
			return nil, err
		}
		plain, err := c.copyPlainly(ctx)
		if err == nil {
			err = c.empty(ctx)
		}
		if err != nil {
			return nil, err
		}
		took[Command], took[Copy], took[Plain] = append(took[Command], command), append(took[Copy], copied), append(took[Plain], plain)
	}
	return took, nil
}

// make clones the testbed's data. It returns how long that takes from the start of the
// command to its end, and how long the copy of the volume takes.
func (c *clone) make(ctx context.Context) (whole, copied time.Duration, err error) {
	if err := testbed.Finish(c.database(ctx, "sync")); err != nil {
		return 0, 0, err
	}
	cmd := c.sandbox(ctx, "sandbox:init", "-slot="+slot, "-data="+c.ID)
	lines, err := cmd.StderrPipe()
	if err != nil {
		return 0, 0, err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, 0, err
	}
	var said strings.Builder
	var begun time.Time
	for scanner := bufio.NewScanner(lines); scanner.Scan(); fmt.Fprintln(&said, scanner.Text()) {
		switch volume := "volume " + c.ID + "_db_data "; {
		case strings.Contains(scanner.Text(), "copying "+volume):
			begun = time.Now()
		case strings.Contains(scanner.Text(), volume+"is copied"):
			copied = time.Since(begun)
		}
	}
	err = cmd.Wait()
	if err == nil && copied == 0 {
		err = errors.New("it does not say when the volume is copied")
	}
	if err != nil {
		err = fmt.Errorf("sandbox:init -data: %w\n%s", err, said.String())
	}
	return time.Since(began), copied, err
}

// timed returns how long a command takes, once the commands before it have ended.
func timed(commands ...*exec.Cmd) (took time.Duration, err error) {
	for _, cmd := range commands {
		began := time.Now()
		if err := testbed.Finish(cmd); err != nil {
			return 0, err
		}
		took = time.Since(began)
	}
	return took, nil
}

// prepare starts the database, fills it with rows until its volume is big, and makes the
// directory of the clone.
func (c *clone) prepare(ctx context.Context) (err error) {
	if err := c.Run(ctx, "sandbox:up"); err != nil {
		return err
	}
	if c.image, err = proc.Output(c.Docker(ctx, "inspect", "--format", "{{.Image}}", c.ID+"-db-1")); err != nil {
		return err
	}
	compose, err := os.ReadFile(filepath.Join(c.Dir, "docker-compose.yml"))
	if err == nil {
		err = errors.Join(os.Mkdir(c.dir, 0o755), os.WriteFile(filepath.Join(c.dir, "docker-compose.yml"), compose, 0o600))
	}
	if err != nil {
		return err
	}
	if err := c.query(ctx, "CREATE TABLE filled (id int, text text)"); err != nil {
		return err
	}
	for size := 0; size < least; {
		if err := c.query(ctx, "INSERT INTO filled SELECT i, repeat(md5(i::text), 30) FROM generate_series(1, 50000) AS i"); err != nil {
			return err
		}
		text, err := proc.Output(c.database(ctx, "du", "-sk", "/var/lib/postgresql/data"))
		if err != nil {
			return err
		}
		if size, err = strconv.Atoi(strings.Fields(text)[0]); err != nil {
			return err
		}
		c.progress("the database has %d MB", size*1024/1_000_000)
	}
	return c.query(ctx, "CHECKPOINT")
}

// database returns a command that runs a program in the container of the database.
func (c *clone) database(ctx context.Context, args ...string) *exec.Cmd {
	return c.Docker(ctx, append([]string{"exec", c.ID + "-db-1"}, args...)...)
}

func (c *clone) query(ctx context.Context, sql string) error {
	return testbed.Finish(c.database(ctx, "sh", "-c", `psql -q -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "$0"`, sql))
}

// sandbox returns the command that runs a target in the clone's directory.
func (c *clone) sandbox(ctx context.Context, target ...string) *exec.Cmd {
	cmd := c.Compiled(ctx, target...)
	cmd.Dir = c.dir
	return cmd
}

// copyPlainly returns how long `cp -a` of the clone's files into another volume takes, in a
// container that runs already.
func (c *clone) copyPlainly(ctx context.Context) (took time.Duration, err error) {
	name := c.id + "-plain"
	defer func() {
		ctx := context.WithoutCancel(ctx)
		err = errors.Join(err, testbed.Finish(c.Docker(ctx, "rm", "-f", name)), testbed.Finish(c.Docker(ctx, "volume", "rm", "-f", name)))
	}()
	run := c.Docker(ctx, "run", "-d", "--name", name, "--network", "none", "--user", "0:0", "--entrypoint", "sleep",
		"-v", c.id+"_db_data:/from:ro", "-v", name+":/to", c.image, "infinity")
	return timed(run, c.Docker(ctx, "exec", name, "sync"), c.Docker(ctx, "exec", name, "cp", "-a", "/from/.", "/to/"))
}

// empty deletes the data of the clone.
func (c *clone) empty(ctx context.Context) error {
	return testbed.Finish(c.sandbox(ctx, "sandbox:down", "-volumes", "-yes"))
}

// remove removes the clone. The testbed removes its directory.
func (c *clone) remove(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(c.dir, instance.File)); err != nil {
		return nil
	}
	return c.empty(ctx)
}
