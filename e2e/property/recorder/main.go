// Command recorder replaces the docker command in tests. It keeps containers,
// volumes, networks and images in a file, starts no process, and implements the
// subcommands that the targets and their tests use.
//
// RECORDER_DIR names the folder of that file. An unknown subcommand exits with 125
// instead of a made-up answer.
package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		var unknown *unknownError
		if errors.As(err, &unknown) {
			os.Exit(125)
		}
		os.Exit(1)
	}
}

// unknownError is the error for a command line that the recorder does not
// implement.
type unknownError struct{ args []string }

func (e *unknownError) Error() string {
	return fmt.Sprintf("recorder: unknown command: docker %q", e.args)
}

func run(args []string) error {
	e, err := open(os.Getenv("RECORDER_DIR"))
	if err != nil {
		return err
	}
	if err := e.docker(args); err != nil {
		return errors.Join(err, e.save())
	}
	return e.save()
}

// docker runs one command line of the docker command.
func (e *engine) docker(args []string) error {
	if len(args) == 0 {
		return &unknownError{args}
	}
	if args[0] == "compose" {
		return e.compose(args[1:])
	}
	name, rest := args[0], args[1:]
	switch name {
	case "container", "volume", "network", "image", "context":
		if len(rest) == 0 {
			return &unknownError{args}
		}
		name, rest = name+" "+rest[0], rest[1:]
	}
	o := parse(rest)
	if name == "create" || name == "run" {
		return e.createContainer(parse(rest, "-v"))
	}
	switch name {
	case "version":
		return e.print(o, map[string]any{"Server": map[string]string{
			"Version": "28.0.0", "ApiVersion": "1.48", "Os": "linux", "Arch": "amd64",
		}})
	case "info":
		return e.print(o, map[string]any{"Name": "recorder", "DockerRootDir": "/", "MemTotal": 1 << 40, "ServerVersion": "28.0.0"})
	case "context inspect":
		return e.print(o, map[string]any{})
	case "events", "logs":
		return nil
	case "stop", "kill", "start", "container stop", "container start":
		return e.setRunning(o.words, strings.HasSuffix(name, "start"))
	case "inspect":
		return e.inspect(o.last("--type", "container"), o)
	}
	return e.collection(name, o)
}

// collection runs a command that all kinds of objects share.
func (e *engine) collection(name string, o options) error {
	switch name {
	case "ps":
		name = "container ls"
	case "rm":
		name = "container rm"
	case "images":
		name = "image ls"
	case "rmi":
		name = "image rm"
	}
	kind, verb, _ := strings.Cut(name, " ")
	switch verb {
	case "ls", "list":
		return e.list(kind, o)
	case "inspect":
		return e.inspect(kind, o)
	case "create":
		return e.create(kind, o)
	case "rm":
		return e.remove(kind, o.words, o.has("--force") || o.has("-f"))
	}
	return &unknownError{os.Args[1:]}
}

// options holds the flags and words of a command line.
type options struct {
	flags map[string][]string
	words []string
}

// valued lists the flags that take a value in every command.
var valued = []string{
	"--filter", "--format", "--type", "--label", "--name", "--driver", "--opt", "--volume", "--tail", "--since", "-p", "--project-name",
	"--project-directory", "--profile", "--env-file", "--progress", "--ansi", "--timeout", "-t", "--time", "--rmi", "--policy", "--pull",
}

// parse parses a command line. The flags in more take a value too.
func parse(args []string, more ...string) options {
	o := options{flags: make(map[string][]string)}
	for i := 0; i < len(args); i++ {
		name, value, joined := strings.Cut(args[i], "=")
		switch {
		case args[i] == "--":
			o.words = append(o.words, args[i+1:]...)
			return o
		case !strings.HasPrefix(name, "-"):
			o.words = append(o.words, args[i])
		case !joined && slices.Contains(append(more, valued...), name) && i+1 < len(args):
			i++
			o.flags[name] = append(o.flags[name], args[i])
		default:
			o.flags[name] = append(o.flags[name], value)
		}
	}
	return o
}

func (o options) has(flag string) bool { return len(o.flags[flag]) > 0 }

func (o options) last(flag, otherwise string) string {
	if values := o.flags[flag]; len(values) > 0 {
		return values[len(values)-1]
	}
	return otherwise
}
