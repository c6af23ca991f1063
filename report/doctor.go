package report

// Doctor lists what a start needs of the machine and of the instance, with the state of
// each.
type Doctor struct {
	Document
	Findings []Finding `json:"findings"`
}

// NewDoctor returns a Doctor without findings.
func NewDoctor() *Doctor { return &Doctor{Findings: []Finding{}} }

// Finding is the state of one thing that a start needs.
type Finding struct {
	Subject string        `json:"subject"` // such as Engine or Disk
	Status  FindingStatus `json:"status"`
	Message string        `json:"message"`
	// Cure is one command or one action. Only warnings and problems have one.
	Cure string `json:"cure,omitempty"`
}

// FindingStatus is the severity of a finding.
type FindingStatus string

// A problem keeps a stack from starting; a warning does not, or not yet. A
// finding is skipped if it could not be checked or does not apply.
const (
	FindingOK      FindingStatus = "ok"
	FindingSkipped FindingStatus = "skipped"
	FindingWarning FindingStatus = "warning"
	FindingProblem FindingStatus = "problem"
)
