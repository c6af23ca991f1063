package sandbox

import (
	"encoding/json"
	"io"
)

// Schema is the version of the JSON documents. It changes only if something is
// taken out of them; what is added does not change it.
const Schema = 1

// Document begins every JSON document of a target. A target that fails writes
// one too, with what it has found until then.
type Document struct {
	Schema int    `json:"schema"`
	Error  *Error `json:"error,omitempty"`
}

// Error is why a target failed.
type Error struct {
	Exit    int    `json:"exit"` // as in [ExitCode]
	Message string `json:"message"`
}

func (d *Document) conclude(err error) {
	d.Schema = Schema
	if err != nil {
		d.Error = &Error{Exit: ExitCode(err), Message: err.Error()}
	}
}

// answer runs a use case that fills a document. With asJSON that document is all
// that it writes to stdout, in every outcome; without, a person reads the result.
func (s Sandbox) answer(asJSON bool, document interface{ conclude(error) }, use func(Sandbox) error) error {
	s.quiet = asJSON
	err := use(s)
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
