//go:build e2e

// Package e2e runs the compiled magefile against a real engine, as a user does.
//
// Each test has its own instance or reads the shared one. Everything that a run
// creates bears the run's name and is removed at its end.
package e2e

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
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
	"github.com/seed-491dada8/sandbox/internal/testenv"
	"github.com/seed-491dada8/sandbox/ktrdr"
)

// suite holds what all tests of a run share.
var suite struct {
	name string   // prefix of all names of the run
	root string   // of the module
	dir  string   // the run's own directory
	mage string   // the compiled magefile
	home string   // home of a machine without instances
	env  []string // environment of every command

	life context.Context // bounds engines that tests start; done when the run is interrupted

	count   atomic.Uint64 // of instances
	slots   slots
	image   func() (string, error)    // builds the application image once
	healthy func() (*instance, error) // starts the shared instance once
	started *instance                 // the shared instance, if any test used it
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
	var end context.CancelFunc
	suite.life, end = context.WithCancel(context.Background())
	defer end()
	removeOnSignal(end)
	home, err := machine.Home() // where mage setup recorded the images of this machine
	if err != nil {
		return 1, err
	}
	testenv.Isolate()
	suite.image = sync.OnceValues(buildImage)
	suite.healthy = sync.OnceValues(startHealthy)
	defer func() { err = errors.Join(err, os.RemoveAll(suite.dir)) }()
	prepareEnvironment := func() error { return prepareEnvironment(home) }
	for _, step := range []func() error{limitParallelTests, prepareDirectories, prepareEnvironment, checkEngine, compileMagefile} {
		if err := step(); err != nil {
			return 1, err
		}
	}
	code = m.Run()
	return code, removeShared()
}

// limitParallelTests runs two tests a processor, because tests wait more than they compute.
// It keeps a machine with many processors within the number of slots, and of networks for
// which the engine has addresses.
func limitParallelTests() error {
	flag.Parse()
	parallel := 2 * runtime.NumCPU()
	flag.Visit(func(f *flag.Flag) {
		if f.Name == parallelFlag {
			parallel, _ = strconv.Atoi(f.Value.String())
		}
	})
	return flag.Set(parallelFlag, strconv.Itoa(min(parallel, maxParallel)))
}

const (
	parallelFlag = "test.parallel"
	maxParallel  = 8
)

// prepareDirectories makes the run's own directory the one for temporary files, so
// that an interrupted test leaves none.
func prepareDirectories() (err error) {
	if suite.root, err = filepath.Abs(".."); err != nil {
		return err
	}
	suite.slots.dir = filepath.Join(os.TempDir(), fmt.Sprintf("sandbox-e2e-slots-%d", os.Getuid()))
	if err := os.MkdirAll(suite.slots.dir, 0o700); err != nil {
		return err
	}
	if suite.dir, err = os.MkdirTemp("", suite.name); err != nil {
		return err
	}
	return os.Setenv("TMPDIR", suite.dir)
}

// prepareEnvironment creates a home that knows the machine's images but has no
// claims. No command of the suite uses the user's home.
func prepareEnvironment(own string) error {
	suite.home = filepath.Join(suite.dir, "machine")
	images, err := os.ReadFile(filepath.Join(own, machine.ImagesFile))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := errors.Join(os.Mkdir(suite.home, 0o700), os.WriteFile(filepath.Join(suite.home, machine.ImagesFile), images, 0o600)); err != nil {
		return err
	}
	if err := os.Setenv(machine.HomeVariable, suite.home); err != nil {
		return err
	}
	suite.env = append(os.Environ(), "GORACE=atexit_sleep_ms=0")
	return nil
}

// checkEngine returns an error unless the engine has every image of the stack
// except the application's.
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
			return fmt.Errorf("image %s is missing; run mage setup first", image)
		}
	}
	return nil
}

// compileMagefile compiles the targets, with the race detector if the tests have
// it.
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

// buildImage builds the application from the stack's Dockerfile.
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

// startHealthy starts the shared instance as a user does: sandbox:up builds its
// image.
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

// removeOnSignal removes everything that the run created if a signal ends it,
// because the tests' cleanups do not run then. It leaves signals alone that the
// caller ignores, as nohup does.
func removeOnSignal(end context.CancelFunc) {
	heeded := slices.DeleteFunc([]os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}, signal.Ignored)
	if len(heeded) == 0 {
		return // Notify without signals means all of them
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, heeded...)
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

// removeDirectory removes the run's directory after the engines in it have ended.
func removeDirectory() (err error) {
	for deadline := time.Now().Add(commandTimeout); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if engines, _ := filepath.Glob(filepath.Join(suite.dir, "engine-*")); len(engines) == 0 {
			break
		}
	}
	return os.RemoveAll(suite.dir)
}

// instanceID returns the name of the run's nth instance.
func instanceID(n uint64) string { return suite.name + "-" + strconv.FormatUint(n, 10) }

// removeShared removes the shared instance and all images of the run.
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
