package report

// Adopt is the stack that would be derived from the Compose files of a directory.
type Adopt struct {
	Document
	// Slot is that of the instance in the directory, or the one that it would get now; nil if
	// no slot can be had.
	Slot     *int             `json:"slot,omitempty"`
	Services []DerivedService `json:"services"`
	// Shared is what all instances would have in common.
	Shared []Finding `json:"shared"`
	// Decisions are left to the user: the Compose files do not say enough.
	Decisions []Decision `json:"decisions"`
	// Written lists the files that were written, Present those that needed no change.
	Written []string  `json:"written"`
	Present []string  `json:"present"`
	Next    []Command `json:"next"` // what to type next
}

// NewAdopt returns an Adopt without services.
func NewAdopt() *Adopt {
	return &Adopt{Services: []DerivedService{}, Shared: []Finding{}, Decisions: []Decision{}, Written: []string{}, Present: []string{}, Next: []Command{}}
}

// DerivedService is what would be derived for a service.
type DerivedService struct {
	Name  string        `json:"name"`
	Check string        `json:"check"` // how it is asked, such as "Postgres login"
	Why   string        `json:"why"`   // where that comes from, such as "image postgres"
	Ports []DerivedPort `json:"ports"`
}

// DerivedPort is a published port. Another number than that of slot 0 or 1 is taken if this
// one is not free; Port is the number that is taken.
type DerivedPort struct {
	Variable string `json:"variable"` // of .env.sandbox
	Target   int    `json:"target"`   // in the container
	Protocol string `json:"protocol"` // tcp or udp
	Slot0    string `json:"slot_0"`   // a number, or a range such as 5007-5010
	Slot1    string `json:"slot_1"`
	Port     string `json:"port,omitempty"` // in the document's slot
}

// Decision is a question about the Compose files, with the line or the action that
// answers it.
type Decision struct {
	Service string `json:"service,omitempty"` // the service whose x-sandbox has the line
	Message string `json:"message"`
	Line    string `json:"line"` // such as "x-sandbox: {ready: GET /health}"
}
