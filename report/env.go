package report

// Env is the environment of an instance, for a shell.
type Env struct {
	Document
	Instance  string            `json:"instance,omitempty"`
	Slot      *int              `json:"slot,omitempty"`
	Variables map[string]string `json:"variables"` // to set
	// Unset names the variables to unset: those of the caller's shell that the
	// instance lacks, and secrets that were not asked for.
	Unset []string `json:"unset"`
	// Ports are the published ports of the instance.
	Ports []AssignedPort `json:"ports"`
}

// NewEnv returns an Env without variables.
func NewEnv() *Env {
	return &Env{Variables: map[string]string{}, Unset: []string{}, Ports: []AssignedPort{}}
}
