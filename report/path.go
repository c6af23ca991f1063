package report

// Path is the directory of an instance.
type Path struct {
	Document
	// Instance, Slot and Directory are missing if there is no such instance.
	Instance  string `json:"instance,omitempty"`
	Slot      *int   `json:"slot,omitempty"`
	Directory string `json:"directory,omitempty"`
}

// NewPath returns a Path without an instance.
func NewPath() *Path { return &Path{} }
