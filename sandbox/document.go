package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
)

// Schema is the version of the JSON documents. It changes only if something is
// taken out of them; what is added does not change it.
const Schema = 1

// Document begins every JSON document of a target. A target that fails writes
// one too, with what it has found until then. docs/schema.json describes them
// all.
type Document struct {
	Schema int    `json:"schema"`
	Error  *Error `json:"error,omitempty"`
}

// Error is why a target failed.
type Error struct {
	Exit        int         `json:"exit"` // as in [ExitCode]
	Message     string      `json:"message"`
	Interrupted bool        `json:"interrupted,omitempty"` // by Ctrl-C or a signal
	Cause       string      `json:"cause,omitempty"`       // a word of docs/troubleshooting.md
	Service     string      `json:"service,omitempty"`     // the guilty one
	Details     []string    `json:"details,omitempty"`     // what was met, where no check tells of it
	Hint        string      `json:"hint,omitempty"`        // one command or one action
	Ports       []TakenPort `json:"ports,omitempty"`       // of exit code 3
}

// TakenPort is a port of the instance that something else holds.
type TakenPort struct {
	Port     int    `json:"port"`
	Protocol string `json:"protocol"` // tcp or udp
	Address  string `json:"address"`  // host:port as it would be bound
	Service  string `json:"service"`  // the one that is to publish it
	Holder   string `json:"holder,omitempty"`
	// FindHolder is a command that tells, where the holder is not known.
	FindHolder string `json:"find_holder,omitempty"`
}

// told is an error of which a program learns more than its text.
type told struct {
	text string // for a person
	more Error
}

func (t *told) Error() string { return t.text }

func (d *Document) conclude(err error) {
	d.Schema = Schema
	if err != nil {
		d.Error = describe(err)
	}
}

// describe is an error as programs read it.
func describe(err error) *Error {
	e := Error{Message: err.Error()}
	var t *told
	if errors.As(err, &t) {
		e = t.more
	}
	if errors.Is(err, compose.ErrNoEngine) {
		gone := diagnose.ComposeError{Cause: diagnose.EngineGone}
		e.Cause, e.Hint = string(gone.Cause), gone.Hint()
	}
	if errors.Is(err, compose.ErrNamedEngine) {
		e.Hint = "start the engine, or correct what leads to it in .env.sandbox"
	}
	e.Exit, e.Interrupted = ExitCode(err), errors.Is(err, errInterrupted) || errors.Is(err, context.Canceled)
	return &e
}

// answer runs a use case that fills a document. With asJSON that document is all
// that it writes to stdout, in every outcome; without, a person reads the result.
func (s Sandbox) answer(ctx context.Context, asJSON bool, document interface{ conclude(error) }, use func(Sandbox) error) error {
	s.quiet = asJSON
	err := interruption(ctx, use(s))
	if !asJSON {
		return err
	}
	document.conclude(err)
	if written := write(s.stdout(), document); written != nil && err == nil {
		err = notTried(written)
	}
	return err
}

func write(out io.Writer, document any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(document)
}
