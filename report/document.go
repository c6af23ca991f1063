// Package report holds the documents that use cases return and that -json
// writes, one type a target. docs/schema.json describes them to other languages.
//
// Times are in seconds and RFC 3339, memory and disk in bytes. A list is never
// null. Fields are only added while [Schema] stays the same.
package report

// Schema is the version of the documents. It grows only if a field is removed or
// changes its meaning.
const Schema = 1

// Document begins each document. A target that fails writes its document too,
// with what it found until then.
type Document struct {
	Schema int    `json:"schema"`
	Error  *Error `json:"error,omitempty"`
}

// Conclude completes the document with its schema and the reason of the failure,
// nil for none.
func (d *Document) Conclude(failure *Error) { d.Schema, d.Error = Schema, failure }

// Error is the reason why a target failed.
type Error struct {
	Exit        int         `json:"exit"` // the exit code
	Message     string      `json:"message"`
	Interrupted bool        `json:"interrupted,omitempty"` // by Ctrl-C or a signal
	Cause       string      `json:"cause,omitempty"`       // a word of docs/troubleshooting.md
	Service     string      `json:"service,omitempty"`     // the service at fault
	Details     []string    `json:"details,omitempty"`     // facts that no check reports
	Hint        string      `json:"hint,omitempty"`        // one command or one action
	Ports       []TakenPort `json:"ports,omitempty"`       // with exit code 3
}

// TakenPort is a port of the instance that something else holds.
type TakenPort struct {
	Port     int    `json:"port"`
	Protocol string `json:"protocol"` // tcp or udp
	Address  string `json:"address"`  // host:port to bind
	Service  string `json:"service"`  // the service that publishes it
	// Variable sets the port in .env.sandbox; empty if only the Compose file does.
	Variable string `json:"variable,omitempty"`
	Holder   string `json:"holder,omitempty"`
	// FindHolder is a command that finds the holder, if Holder is unknown.
	FindHolder string `json:"find_holder,omitempty"`
}
