package preflight

// The subjects of findings.
const (
	Ports       = "Ports"
	ComposeFile = "Compose file"
	Volumes     = "Volumes"
)
