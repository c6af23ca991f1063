// Package engine starts Docker engines beside the machine's own, for tests, and runs the e2e suite on one.
//
// Such an engine runs in its own namespaces. Its processes and mounts end with it, however it ends, and its networks and
// firewall rules are separate from the machine's. It publishes ports on the loopback of its network; [Engine.Inside] runs
// commands there. With [Options.Linked] it behaves like another machine: commands on this machine reach the engine and
// the ports at its own address.
package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/proc"
)

const (
	startWithin = 3 * time.Minute // allows for a busy machine
	// more than dockerd gives containers that ignore SIGTERM
	endWithin  = 2 * time.Minute
	logExcerpt = 10 // lines

	port         = "2376" // port of a linked engine
	certificates = "certificates"

	maxSocketPath = 107 // in bytes, see unix(7)
	longestSocket = "exec/containerd/containerd.sock.ttrpc"
)

// ErrNotHere is returned if this machine cannot start a second engine.
var ErrNotHere = errors.New("starting an engine needs Linux, root and dockerd")

// Options describes the engine to start.
type Options struct {
	Programs Programs // the machine's programs if zero
	// Pool is the only subnet for networks, so there can be one network beside the default ones. "" selects the
	// engine's default pools.
	Pool string
	// Linked gives the engine an address that this machine can reach. It accepts clients with its certificate there.
	Linked bool
}

// Engine is a running dockerd with its directory. It ends with the context of its start, with [Engine.Stop], or at
// the latest with this process.
type Engine struct {
	dir    string
	link   ends // of a linked engine
	log    *os.File
	life   *os.Process    // first process of the namespaces; all others end with it
	living io.WriteCloser // closing it ends the engine
	ended  chan struct{}  // closed when the engine has ended
}

// ends are the two addresses of a link.
type ends struct {
	here, there netip.Addr
	held        io.Closer // reserves the addresses until it is closed or this process ends
}

// Start starts an engine and waits until it answers. The error is [ErrNotHere], or contains the end of the
// engine's log.
func Start(ctx context.Context, o Options) (*Engine, error) {
	if o.Programs == (Programs{}) {
		o.Programs = machinePrograms()
	}
	if _, err := exec.LookPath(proc.Find(o.Programs.Dockerd)); err != nil || !canStart() {
		return nil, ErrNotHere
	}
	dir, err := os.MkdirTemp("", "engine-")
	if err != nil {
		return nil, err
	}
	e := &Engine{dir: dir, ended: make(chan struct{})}
	if err := e.launch(ctx, o); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if o.Linked {
		err = link(e.life.Pid, e.link)
	}
	if err == nil {
		err = e.wait(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%w; the end of its log:\n%s", err, e.logEnd()), e.Stop())
	}
	return e, nil
}

// canStart reports whether this process may start an engine.
func canStart() bool { return runtime.GOOS == "linux" && os.Geteuid() == 0 }

// life is the script of the first process in the engine's namespaces. $0 is the engine's directory, and the arguments are
// dockerd's command line. dockerd cannot see the machine's containerd, so it starts its own. dockerd ends when standard
// input does, at the latest with this process. Then the script removes the directory, but not below mounts that remain in
// it.
const life = `mount --make-rprivate / && mount -t proc proc /proc &&
	mkdir -p /run/containerd && mount -t tmpfs tmpfs /run/containerd || exit
exec 3<&0
"$@" &
dockerd=$!
{ cat; kill "$dockerd"; } <&3 >/dev/null 2>&1 &
wait "$dockerd"
while read -r _ _ _ _ at _; do
	case $at in "$0"/*) umount --lazy "$at" ;; esac
done </proc/self/mountinfo
rm -rf --one-file-system "$0"`

// launch starts dockerd without waiting for it.
func (e *Engine) launch(ctx context.Context, o Options) error {
	if longest := filepath.Join(e.dir, longestSocket); len(longest) > maxSocketPath {
		return fmt.Errorf("the path %s is too long for a socket: set TMPDIR to a shorter path", longest)
	}
	settings, err := o.settings(e.dir)
	if err != nil {
		return err
	}
	if o.Linked {
		if e.link, err = freeEnds(); err != nil {
			return err
		}
		if err := writeCertificate(filepath.Join(e.dir, certificates), e.link.there); err != nil {
			return err
		}
	}
	config := filepath.Join(e.dir, "daemon.json")
	if err := os.WriteFile(config, settings, 0o600); err != nil {
		return err
	}
	if e.log, err = os.Create(filepath.Join(e.dir, "log")); err != nil {
		return err
	}
	cmd := proc.Command(context.WithoutCancel(ctx), "sh", "-c", life, e.dir, proc.Find(o.Programs.Dockerd), "--config-file", config)
	inNamespaces(cmd)
	cmd.Env = append(os.Environ(), "PATH="+os.Getenv("PATH")+":/usr/local/sbin:/usr/sbin:/sbin") // for the programs that dockerd runs
	cmd.Stdout, cmd.Stderr = e.log, e.log
	if e.living, err = cmd.StdinPipe(); err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting dockerd: %w", err)
	}
	e.life = cmd.Process
	go func() {
		cmd.Wait()
		close(e.ended)
	}()
	context.AfterFunc(ctx, func() { e.Shutdown() })
	return nil
}

// wait waits until the engine answers and its network has a loopback.
func (e *Engine) wait(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, startWithin, fmt.Errorf("no answer within %s", startWithin))
	defer cancel()
	poll := time.NewTicker(100 * time.Millisecond)
	defer poll.Stop()
	for {
		if _, err := proc.Output(e.Docker(ctx, "version", "--format", "{{.Server.Version}}")); err == nil {
			return raiseLoopback(e.life.Pid)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the engine did not come up: %w", context.Cause(ctx))
		case <-e.ended:
			return errors.New("dockerd ended before it answered")
		case <-poll.C:
		}
	}
}

// logEnd returns the end of dockerd's log.
func (e *Engine) logEnd() string {
	info, err := e.log.Stat()
	if err != nil {
		return err.Error()
	}
	text := make([]byte, min(info.Size(), 16<<10))
	if _, err := e.log.ReadAt(text, info.Size()-int64(len(text))); err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-logExcerpt):], "\n")
}

// Host returns the engine's address in the form of DOCKER_HOST.
func (e *Engine) Host() string { return "unix://" + filepath.Join(e.dir, "docker.sock") }

// Address returns the address of a linked engine.
func (e *Engine) Address() string { return e.link.there.String() }

// Linked returns the variables that connect docker to a linked engine by its address or one of its
// names.
func (e *Engine) Linked(host string) []string {
	return []string{
		"DOCKER_HOST=tcp://" + net.JoinHostPort(host, port), "DOCKER_TLS_VERIFY=1", "DOCKER_CERT_PATH=" + filepath.Join(e.dir, certificates),
	}
}

// Docker returns a docker command for the engine.
func (e *Engine) Docker(ctx context.Context, args ...string) *exec.Cmd {
	return proc.Command(ctx, "docker", append([]string{"--host", e.Host()}, args...)...)
}

// Inside returns the prefix of a command line that runs a command in the engine's
// network.
func (e *Engine) Inside() []string {
	return []string{proc.Find("nsenter"), fmt.Sprintf("--net=/proc/%d/ns/net", e.life.Pid)}
}

// Load copies images from the default engine of the docker command.
func (e *Engine) Load(ctx context.Context, images ...string) error {
	if len(images) == 0 {
		return nil
	}
	saved, stream, err := os.Pipe()
	if err != nil {
		return err
	}
	defer saved.Close()
	var said strings.Builder
	save := proc.Command(ctx, "docker", append([]string{"save"}, images...)...)
	save.Stdout, save.Stderr = stream, &said
	err = save.Start()
	stream.Close()
	if err != nil {
		return err
	}
	load := e.Docker(ctx, "load")
	load.Stdin = saved
	_, err = proc.Output(load)
	saved.Close() // otherwise docker save, without a reader, would never end
	if failed := save.Wait(); failed != nil {
		return errors.Join(fmt.Errorf("docker save: %w: %s", failed, proc.LastLine(said.String())), err)
	}
	return err
}

// Shutdown ends the engine with SIGTERM, like a machine that shuts down, and waits for its end.
func (e *Engine) Shutdown() error {
	e.living.Close() // may be closed already
	select {
	case <-e.ended:
		return nil
	case <-time.After(endWithin):
		return e.kill()
	}
}

// kill ends all processes of the engine at once.
func (e *Engine) kill() error {
	err := e.life.Kill()
	<-e.ended
	return errors.Join(fmt.Errorf("dockerd did not end within %s; the end of its log:\n%s", endWithin, e.logEnd()), err)
}

// Stop removes the engine's containers, ends it and removes everything that it
// made.
func (e *Engine) Stop() error {
	e.removeContainers()
	var err error
	if e.link.there.IsValid() {
		err = errors.Join(unlink(e.life.Pid), e.link.held.Close())
	}
	return errors.Join(err, e.Shutdown(), e.removeGroups(), e.log.Close(), os.RemoveAll(e.dir))
}

// removeContainers removes the containers, so that the engine need not wait for them. It ignores an engine that
// is already ending.
func (e *Engine) removeContainers() {
	ctx, cancel := context.WithTimeout(context.Background(), endWithin)
	defer cancel()
	listed, err := proc.Output(e.Docker(ctx, "ps", "--all", "--quiet"))
	if containers := strings.Fields(listed); err == nil && len(containers) > 0 {
		e.Docker(ctx, append([]string{"rm", "--force", "--volumes"}, containers...)...).Run()
	}
}

// removeGroups removes the control groups of containers that were killed with the engine.
func (e *Engine) removeGroups() (err error) {
	containers, _ := filepath.Glob(filepath.Join(e.dir, "data", "containers", "*"))
	for _, container := range containers {
		for _, version := range []string{"/sys/fs/cgroup/docker", "/sys/fs/cgroup/*/docker"} {
			groups, _ := filepath.Glob(filepath.Join(version, filepath.Base(container)))
			for _, group := range groups {
				err = errors.Join(err, os.Remove(group))
			}
		}
	}
	return err
}
