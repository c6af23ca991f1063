//go:build e2e

// Package e2e runs the compiled magefile, as a user does, against a real engine.
//
// Every test has an instance of its own or reads the one that all share. What a
// run makes bears the run's name, and is gone when it ends.
package e2e

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	machine "github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/ktrdr"
)

// suite is what all tests of a run share.
var suite struct {
	name string   // begins the names of all that the run makes
	root string   // of the module
	dir  string   // the run's own
	mage string   // the compiled magefile
	home string   // of a machine without instances
	env  []string // of every command

	life context.Context // of the engines that a test starts: it ends when the run is told to end

	count   atomic.Uint64 // of the instances
	slots   slots
	image   func() (string, error)    // the application's, built once
	healthy func() (*instance, error) // started once
	started *instance                 // the healthy one, if any test wanted it
}

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	suite.name = "e2e-" + strings.ToLower(rand.Text()[:6])
	suite.image = sync.OnceValues(buildImage)
	suite.healthy = sync.OnceValues(startHealthy)
	if suite.root, err = filepath.Abs(".."); err != nil {
		return 1, err
	}
	if suite.dir, err = os.MkdirTemp("", suite.name); err != nil {
		return 1, err
	}
	defer os.RemoveAll(suite.dir)
	if err := os.Setenv("TMPDIR", suite.dir); err != nil { // so that an interrupted test leaves no folder either
		return 1, err
	}
	var end context.CancelFunc
	suite.life, end = context.WithCancel(context.Background())
	defer end()
	removeOnSignal(end)
	for _, step := range []func() error{prepareEnvironment, checkEngine, compileMagefile} {
		if err := step(); err != nil {
			return 1, err
		}
	}
	code = m.Run()
	return code, removeShared()
}

// prepareEnvironment leaves out what a shell may hold for another instance, and
// takes from the machine's home the images that it knows, not its claims.
func prepareEnvironment() error {
	home, err := machine.Home()
	if err != nil {
		return err
	}
	suite.home = filepath.Join(suite.dir, "machine")
	images, err := os.ReadFile(filepath.Join(home, machine.ImagesFile))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := errors.Join(os.Mkdir(suite.home, 0o700), os.WriteFile(filepath.Join(suite.home, machine.ImagesFile), images, 0o600)); err != nil {
		return err
	}
	suite.env = slices.DeleteFunc(os.Environ(), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		// Those of make, which may have started the tests, change what another make prints.
		own := []string{"MAGEFILE_VERBOSE", "MAGEFILE_DEBUG", "MAGEFILE_TIMEOUT", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
		other := func(prefix string) bool { return strings.HasPrefix(name, prefix) }
		return slices.Contains(own, name) || slices.ContainsFunc([]string{"KTRDR_", "COMPOSE_", "SANDBOX_", "GITHUB_"}, other)
	})
	suite.env = append(suite.env, "GORACE=atexit_sleep_ms=0")
	return nil
}

// checkEngine wants an engine that has every image of the stack but our own.
func checkEngine() error {
	if _, err := docker("version"); err != nil {
		return fmt.Errorf("no Docker engine answers; run mage setup first (%w)", err)
	}
	variables, err := machine.MachineVariables("")
	if err != nil {
		return err
	}
	config := exec.Command("docker", "compose", "-f", filepath.Join(suite.root, "docker-compose.yml"), "config", "--images")
	config.Env = append(slices.Clone(suite.env), "COMPOSE_PROFILES="+ktrdr.Default().Profiles,
		"COMPOSE_PROJECT_NAME="+suite.name, "KTRDR_DB_PASSWORD=none")
	for name, value := range variables {
		config.Env = append(config.Env, name+"="+value)
	}
	images, err := output(config)
	if err != nil {
		return err
	}
	for _, image := range strings.Fields(images) {
		if strings.HasPrefix(image, "localhost/sandbox-app:") {
			continue
		}
		if _, err := docker("image", "inspect", "--format", "{{.Id}}", image); err != nil {
			return fmt.Errorf("image %s is not there; run mage setup first", image)
		}
	}
	return nil
}

// compileMagefile compiles the targets with the race detector when the tests
// themselves are.
func compileMagefile() error {
	suite.mage = filepath.Join(suite.dir, "mage")
	cmd := exec.Command("go", "tool", "mage", "-compile", suite.mage)
	cmd.Dir, cmd.Env = suite.root, suite.env
	if withRaceDetector() {
		cmd.Env = append(slices.Clone(cmd.Env), strings.TrimSpace("GOFLAGS=-race "+os.Getenv("GOFLAGS")))
	}
	_, err := output(cmd)
	return err
}

func withRaceDetector() bool {
	info, _ := debug.ReadBuildInfo()
	return info != nil && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

// buildImage builds the application as the stack's Dockerfile says to.
func buildImage() (string, error) {
	dir := filepath.Join(suite.dir, "image")
	if err := copyProject(dir); err != nil {
		return "", err
	}
	architecture, err := docker("version", "--format", "{{.Server.Arch}}")
	if err != nil {
		return "", err
	}
	compile := exec.Command("go", "build", "-C", filepath.Join(dir, "ktrdr/app"), "-trimpath", "-o", "../bin/app", ".")
	compile.Env = append(slices.Clone(suite.env), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+strings.TrimSpace(architecture), "GOWORK=off")
	if _, err := output(compile); err != nil {
		return "", err
	}
	image := "localhost/sandbox-app:" + suite.name
	_, err = docker("build", "-q", "-t", image, filepath.Join(dir, "ktrdr"))
	return image, err
}

// startHealthy starts the instance that tests share, the way a user does: its
// image is built by sandbox:up.
func startHealthy() (*instance, error) {
	in, err := makeDirectory(suite.dir, suite.name)
	if err == nil {
		err = in.init()
	}
	if err != nil {
		return nil, err
	}
	suite.started = in
	in.up, err = in.execute("sandbox:up")
	return in, err
}

// removeOnSignal removes what the run has made if it is told to end: the tests'
// own cleaning up does not happen then.
func removeOnSignal(end context.CancelFunc) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		end()
		err := removeLeftovers(suite.name)
		for n := range suite.count.Load() {
			err = errors.Join(err, removeLeftovers(instanceID(n+1)))
		}
		fmt.Fprintln(os.Stderr, "e2e: interrupted", errors.Join(err, removeImages(), removeDirectory()))
		os.Exit(1)
	}()
}

// removeDirectory removes the run's own, once the engines in it have ended.
func removeDirectory() (err error) {
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if engines, _ := filepath.Glob(filepath.Join(suite.dir, "engine-*")); len(engines) == 0 {
			break
		}
	}
	return os.RemoveAll(suite.dir)
}

// instanceID names the instances of the run, from 1.
func instanceID(n uint64) string { return suite.name + "-" + strconv.FormatUint(n, 10) }

// removeShared removes the shared instance and every image of the run.
func removeShared() error {
	var left error
	if suite.started != nil {
		left = suite.started.remove()
	}
	return errors.Join(left, removeImages())
}

func removeImages() error {
	images, err := docker("images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "reference=localhost/sandbox-app:"+suite.name+"*")
	if err == nil && images != "" {
		_, err = docker(append([]string{"image", "rm"}, strings.Fields(images)...)...)
	}
	return err
}
