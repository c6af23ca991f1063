package inside_test

import (
	"context"
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/inside"
)

// container answers a command by its program.
type container map[string]func() (string, error)

func (c container) asker(client *inside.Client, ran *[]string) *inside.Asker {
	return &inside.Asker{Client: *client, Exec: func(_ context.Context, _ string, env map[string]string, command ...string) (string, error) {
		*ran = append(*ran, strings.Join(command, " "))
		for _, secret := range env {
			if secret != "" && slices.Contains(command, secret) {
				return "", errors.New("a secret is an argument")
			}
		}
		answer, known := c[command[0]]
		if !known {
			return `OCI runtime exec failed: exec: "` + command[0] + `": executable file not found in $PATH`, exit(127)
		}
		output, err := answer()
		return strings.ReplaceAll(output, "PROGRAM", command[min(2, len(command)-1)]), err
	}}
}

// exit returns the error of a command that exits with a code.
func exit(code int) error {
	return exec.Command("sh", "-c", "exit "+string(rune('0'+code/100))+string(rune('0'+code/10%10))+string(rune('0'+code%10))).Run()
}

const id = "0123456789abcdef"

func TestTheClientIsLimitedAndMayBeAbsent(t *testing.T) {
	for name, test := range map[string]struct {
		container container
		ran       []string
		want      error
	}{
		"limited": {container{"timeout": says("PONG", 0)}, []string{"timeout 4 redis-cli -h 127.0.0.1 PING"}, nil},
		"without timeout": {
			container{"redis-cli": says("PONG\n", 0)},
			[]string{"timeout 4 redis-cli -h 127.0.0.1 PING", "redis-cli -h 127.0.0.1 PING"}, nil,
		},
		"under another name": {
			container{"valkey-cli": says("PONG", 0)},
			[]string{"timeout 4 redis-cli -h 127.0.0.1 PING", "redis-cli -h 127.0.0.1 PING", "valkey-cli -h 127.0.0.1 PING"}, nil,
		},
		"absent": {
			container{"timeout": says("timeout: failed to run command ‘PROGRAM’: No such file or directory", 127)},
			[]string{"timeout 4 redis-cli -h 127.0.0.1 PING", "timeout 4 valkey-cli -h 127.0.0.1 PING"}, inside.ErrNoClient,
		},
	} {
		t.Run(name, func(t *testing.T) {
			var ran []string
			a := test.container.asker(inside.Redis("hunter2"), &ran)
			if err := a.Ask(t.Context(), id); !errors.Is(err, test.want) {
				t.Errorf("got %v", err)
			}
			if !slices.Equal(ran, test.ran) {
				t.Errorf("ran %q", ran)
			}
			first := len(ran)
			if _ = a.Ask(t.Context(), id); len(ran) > first+1 || test.want != nil && len(ran) != first {
				t.Errorf("the second time it ran %q", ran[first:])
			}
		})
	}
}

// The engine exits with 126 or 127, too, if a container ends while it starts the client.
func TestAContainerThatEndsDoesNotLackItsClient(t *testing.T) {
	for _, ends := range []string{
		"cannot exec in a stopped state: unknown",
		"OCI runtime exec failed: exec failed: cannot exec in a stopped container: unknown",
		"OCI runtime exec failed: exec failed: unable to create new parent process: namespace path: lstat /proc/24029/ns/ipc: no such file or directory: unknown",
		"task 0123456789abcdef not found: not found",
	} {
		for _, code := range []int{126, 127} {
			var ran []string
			a := container{"timeout": says(ends, code)}.asker(inside.Redis(""), &ran)
			if err := a.Ask(t.Context(), id); err == nil || errors.Is(err, inside.ErrNoClient) {
				t.Errorf("%q: got %v", ends, err)
			}
		}
	}
}

// The image of a container may have changed.
func TestWhatOneContainerLacksAnotherMayHave(t *testing.T) {
	var ran []string
	image := container{}
	a := image.asker(inside.Redis(""), &ran)
	if err := a.Ask(t.Context(), id); !errors.Is(err, inside.ErrNoClient) {
		t.Errorf("got %v", err)
	}
	image["timeout"] = says("PONG", 0)
	if err := a.Ask(t.Context(), "fedcba9876543210"); err != nil {
		t.Errorf("got %v", err)
	}
}

// A password that is the name of its client is hidden in what the engine says.
func TestAClientIsAbsentAlsoIfItsNameIsHidden(t *testing.T) {
	a := &inside.Asker{Client: *inside.Postgres("u", "psql", "d"), Exec: func(context.Context, string, map[string]string, ...string) (string, error) {
		return "timeout: failed to run command '***': No such file or directory", exit(127)
	}}
	if err := a.Ask(t.Context(), id); !errors.Is(err, inside.ErrNoClient) {
		t.Errorf("got %v", err)
	}
}

func says(text string, code int) func() (string, error) {
	err := exit(code)
	return func() (string, error) { return text, err }
}

func TestWordsOfClientsHaveReasons(t *testing.T) {
	for name, test := range map[string]struct {
		client *inside.Client
		output string
		want   error
	}{
		"Postgres password":                     {inside.Postgres("u", "p", "d"), `FATAL:  password authentication failed for user "u"`, gate.ErrWrongPassword},
		"Postgres user":                         {inside.Postgres("u", "p", "d"), `FATAL:  role "u" does not exist`, gate.ErrWrongPassword},
		"Postgres database":                     {inside.Postgres("u", "p", "d"), `FATAL:  database "d" does not exist`, gate.ErrMissingDatabase},
		"Postgres named as its hidden password": {inside.Postgres("plane", "plane", "plane"), `FATAL:  database "***" does not exist`, gate.ErrMissingDatabase},
		"Postgres start":                        {inside.Postgres("u", "p", "d"), "FATAL:  the database system is starting up", gate.ErrStarting},
		"MySQL password":                        {inside.MySQL("u", "p", "d"), "ERROR 1045 (28000): Access denied for user", gate.ErrWrongPassword},
		"Redis without":                         {inside.Redis(""), "NOAUTH Authentication required.", gate.ErrWrongPassword},
		"Redis loading":                         {inside.Redis(""), "LOADING Redis is loading the dataset in memory", gate.ErrStarting},
		"MongoDB password":                      {inside.Mongo("u", "p"), "MongoServerError: Authentication failed.", gate.ErrWrongPassword},
		"MongoDB secondary":                     {inside.Mongo("u", "p"), "not primary", gate.ErrNoLeader},
		"RabbitMQ starts":                       {inside.RabbitMQ(), "Error: unable to perform an operation on node 'rabbit@x'.", gate.ErrStarting},
		"no answer, in time":                    {inside.Redis(""), "", nil},
	} {
		var ran []string
		code := 1
		if test.want == nil {
			code = 124
		}
		err := container{"timeout": says(test.output, code)}.asker(test.client, &ran).Ask(t.Context(), id)
		if err == nil || test.want != nil && !errors.Is(err, test.want) || test.want == nil && !strings.Contains(err.Error(), "no answer within 4s") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestAttemptsRestInBetween(t *testing.T) {
	refused := says("Could not connect to Redis at 127.0.0.1:6379: Connection refused", 1)
	synctest.Test(t, func(t *testing.T) {
		var ran []string
		a := container{"timeout": func() (string, error) { time.Sleep(time.Second); return refused() }}.asker(inside.Redis(""), &ran)
		ctx, cancel := context.WithTimeoutCause(t.Context(), 10*time.Second, gate.ErrDeadline)
		defer cancel()
		var err error
		for ctx.Err() == nil {
			err = a.Ask(ctx, id)
		}
		if len(ran) > 6 || !errors.Is(err, gate.ErrDeadline) {
			t.Errorf("%d attempts in 10 s, %v", len(ran), err)
		}
	})
}
