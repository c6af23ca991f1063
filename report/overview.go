package report

// Overview is what the current directory is, and what to do next. Only people read
// it; no target writes it as JSON.
type Overview struct {
	Document
	Dir string `json:"dir"`
	// Instance and Slot are missing if the directory is no instance of its own;
	// Reason says why.
	Instance string `json:"instance,omitempty"`
	Slot     *int   `json:"slot,omitempty"`
	// State is running, partial, stopped, not_started or unknown. Reason says why
	// it is unknown.
	State  string    `json:"state,omitempty"`
	Reason string    `json:"reason,omitempty"`
	Up     int       `json:"up"`    // containers that run
	Total  int       `json:"total"` // containers of the instance, without finished jobs
	Next   []Command `json:"next"`  // what to type next
}

// Command is a command to type, and what it does.
type Command struct {
	Line string `json:"line"`
	Does string `json:"does"`
}

// NewOverview returns an Overview without commands.
func NewOverview() *Overview { return &Overview{Next: []Command{}} }
