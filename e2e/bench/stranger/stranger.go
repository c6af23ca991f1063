// Package stranger makes a project without a magefile, for measurements of the program on it.
package stranger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/e2e/bench/testbed"
	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/report"
)

// image is the image of the project's services.
const image = "sandbox-bench-stranger"

// Stranger is a project without a magefile, which the program handles: web servers, each
// with a port of its own.
type Stranger struct {
	Program     string // the path of the program
	dir         string
	ports       []int // that the Compose file publishes
	environment []string
}

// New makes a project with a number of services, with the program beside it.
func New(ctx context.Context, services int) (*Stranger, error) {
	top, err := os.MkdirTemp("", "sandbox-bench-")
	if err != nil {
		return nil, err
	}
	s := &Stranger{dir: filepath.Join(top, filepath.Base(top)+"-stranger"), Program: filepath.Join(top, "sandbox")}
	s.environment = append(os.Environ(), "SANDBOX_HOME="+filepath.Join(top, "home"))
	if s.ports, err = freePorts(services); err != nil {
		return s, err
	}
	if err := os.Mkdir(s.dir, 0o755); err != nil {
		return s, err
	}
	if err := os.WriteFile(filepath.Join(s.dir, "compose.yaml"), []byte(s.compose()), 0o644); err != nil {
		return s, err
	}
	return s, s.build(ctx)
}

// compose returns the Compose file.
func (s *Stranger) compose() string {
	var text strings.Builder
	text.WriteString("services:\n")
	for i, port := range s.ports {
		fmt.Fprintf(&text, "  web%d: {image: %s, command: web, ports: ['127.0.0.1:%d:8000'], x-sandbox: {ready: GET /healthz}}\n", i+1, image, port)
	}
	return text.String()
}

// build builds the program as a release does, and the image of the services.
func (s *Stranger) build(ctx context.Context) error {
	architecture, err := proc.Output(proc.Command(ctx, "docker", "version", "--format", "{{.Server.Arch}}"))
	if err != nil {
		return err
	}
	folder := filepath.Join(filepath.Dir(s.dir), "image")
	program := proc.Command(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", s.Program, "./cmd/sandbox")
	service := proc.Command(ctx, "go", "build", "-trimpath", "-o", filepath.Join(folder, "app"), "./e2e/testdata/plain")
	program.Env = append(os.Environ(), "CGO_ENABLED=0")
	service.Env = append(program.Env, "GOOS=linux", "GOARCH="+architecture)
	if err := errors.Join(testbed.Finish(program), testbed.Finish(service)); err != nil {
		return err
	}
	dockerfile := []byte("FROM scratch\nCOPY app /app\nENTRYPOINT [\"/app\"]\n")
	if err := os.WriteFile(filepath.Join(folder, "Dockerfile"), dockerfile, 0o600); err != nil {
		return err
	}
	return testbed.Finish(proc.Command(ctx, "docker", "build", "-q", "-t", image, folder))
}

// Remove removes the project with everything that it started.
func (s *Stranger) Remove(ctx context.Context) error {
	down := testbed.Finish(s.Sandbox(ctx, "down", "-volumes", "-yes"))
	return errors.Join(down, s.StopPlain(ctx), testbed.Finish(proc.Command(ctx, "docker", "image", "rm", image)),
		os.RemoveAll(filepath.Dir(s.dir)))
}

// StopPlain stops what Docker Compose started without a sandbox. A busy engine takes a
// container for the user of a network a little longer than it exists.
func (s *Stranger) StopPlain(ctx context.Context) (err error) {
	for range 10 {
		if err = testbed.Finish(s.Plain(ctx, "down")); err == nil {
			return nil
		}
		time.Sleep(time.Second)
	}
	return err
}

// Sandbox returns a command of the program.
func (s *Stranger) Sandbox(ctx context.Context, args ...string) *exec.Cmd {
	cmd := proc.Command(ctx, s.Program, args...)
	cmd.Dir, cmd.Env = s.dir, s.environment
	return cmd
}

// Plain returns a command of Docker Compose without a sandbox, on the file's own ports.
func (s *Stranger) Plain(ctx context.Context, args ...string) *exec.Cmd {
	cmd := proc.Command(ctx, "docker", append([]string{"compose", "-p", filepath.Base(s.dir) + "-plain"}, args...)...)
	cmd.Dir = s.dir
	return cmd
}

// Inside returns a function for commands of Docker Compose on the running instance.
func (s *Stranger) Inside(ctx context.Context) (func(args ...string) *exec.Cmd, error) {
	text, err := proc.Output(s.Sandbox(ctx, "env", "-json", "-secrets"))
	if err != nil {
		return nil, err
	}
	var env report.Env
	if err := json.Unmarshal([]byte(text), &env); err != nil {
		return nil, err
	}
	return func(args ...string) *exec.Cmd {
		cmd := proc.Command(ctx, "docker", append([]string{"compose"}, args...)...)
		cmd.Dir, cmd.Env = s.dir, os.Environ()
		for name, value := range env.Variables {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
		return cmd
	}, nil
}

// Observe returns when every service has answered on the file's own ports.
func (s *Stranger) Observe(ctx context.Context) error {
	var all sync.WaitGroup
	client := &http.Client{Timeout: time.Second}
	for _, port := range s.ports {
		all.Go(func() {
			for ctx.Err() == nil && !healthy(client, port) {
				time.Sleep(5 * time.Millisecond)
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}

func healthy(client *http.Client, port int) bool {
	response, err := client.Get(fmt.Sprintf("http://127.0.0.1:%d/healthz", port))
	if err != nil {
		return false
	}
	defer response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// freePorts returns ports on which nothing listens.
func freePorts(n int) (numbers []int, err error) {
	for range n {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer listener.Close()
		numbers = append(numbers, listener.Addr().(*net.TCPAddr).Port)
	}
	return numbers, nil
}
