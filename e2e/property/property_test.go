//go:build unix

// Package property checks with random histories that no target loses data or objects of another instance. A history of
// git states and instances ends with a target that removes something. Afterwards every object id and file content that
// counts must exist in some place, and so must every container and volume with another key.
//
//	go test ./e2e/property                            500 histories with a recording docker command; 50 with -short
//	go test ./e2e/property -seed=17 -histories=1      one of them again
//	go test -tags e2e ./e2e/property -histories=40    40 histories on the real engine; 5 by default
package property_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

var (
	seed      = flag.Uint64("seed", 0, "of the first history; 0 takes the time")
	histories = flag.Int("histories", 0, "how many; 0 is the usual number")
)

// suite holds what all worlds share.
var suite struct {
	mage     string // the compiled magefile
	bin      string // folder with the recorder as docker
	template string // the remotes and a clone
	image    string
}

func TestMain(m *testing.M) {
	flag.Parse()
	if *seed == 0 {
		*seed = uint64(time.Now().UnixNano()) % 1e9
	}
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "property:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	dir, err := os.MkdirTemp("", "property-")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return 1, err
	}
	suite.mage, suite.bin, suite.template = filepath.Join(dir, "mage"), filepath.Join(dir, "bin"), filepath.Join(dir, "template")
	suite.image = "localhost/property:1"
	compile := exec.Command("go", "tool", "mage", "-compile", suite.mage)
	compile.Dir = filepath.Join("..", "..")
	record := exec.Command("go", "build", "-o", filepath.Join(suite.bin, "docker"), "./recorder")
	if err := errors.Join(output(compile), output(record), makeTemplate()); err != nil {
		return 1, err
	}
	return m.Run(), nil
}

func makeTemplate() error {
	file := filepath.Join(suite.template, "compose.json")
	config := filepath.Join(suite.template, "gitconfig")
	if err := errors.Join(write(file, composeFile), write(config, gitConfig)); err != nil {
		return err
	}
	script := exec.Command("sh", "-ec", template)
	script.Dir = suite.template
	script.Env = append(cleanEnvironment(), "COMPOSE="+file, "GIT_CONFIG_GLOBAL="+config, "GIT_CONFIG_NOSYSTEM=1")
	return output(script)
}

// output runs a command. Its error contains the output.
func output(cmd *exec.Cmd) error {
	text, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%q: %w: %s", cmd.Args, err, text)
	}
	return nil
}
