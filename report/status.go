package report

// The states of an instance.
const (
	Running    = "running"
	Partial    = "partial"
	Stopped    = "stopped"
	NotStarted = "not_started"
	Unknown    = "unknown" // only in a list, if the engine does not answer
)

// The states of a service that are not the engine's words for its container.
const (
	Ready      = "ready"
	NotReady   = "not_ready"
	Unhealthy  = "unhealthy"
	NotInStack = "not_in_stack"
)

// Status is the state of an instance now.
type Status struct {
	Document
	// Instance and Slot are missing if the target failed before it knew them.
	Instance string          `json:"instance,omitempty"`
	Slot     *int            `json:"slot,omitempty"`
	State    string          `json:"state,omitempty"` // running, partial, stopped or not_started
	Up       int             `json:"up"`              // containers that run
	Healthy  int             `json:"healthy"`         // containers that run and whose healthcheck passes or that answer
	Checked  int             `json:"checked"`         // containers that run and have a healthcheck
	Passing  int             `json:"passing"`         // containers that run and whose healthcheck passes
	Total    int             `json:"total"`           // containers of the complete stack
	Starting int             `json:"-"`               // containers that run and whose healthcheck has no result yet
	Services []ServiceStatus `json:"services"`
	Workers  []WorkerStatus  `json:"workers"`
}

// NewStatus returns a Status without services.
func NewStatus() *Status {
	return &Status{Services: []ServiceStatus{}, Workers: []WorkerStatus{}}
}

// ServiceStatus is the state of one service now.
type ServiceStatus struct {
	Name  string `json:"name"`  // in the Compose file
	Label string `json:"label"` // for people
	URL   string `json:"url,omitempty"`
	// Protocol is that of the URL's port, tcp or udp; missing without a URL.
	Protocol string `json:"protocol,omitempty"`
	Ready    bool   `json:"ready"`
	// State is ready, not_ready, not_started, unhealthy, not_in_stack, or the
	// engine's word for a container that is not up: exited, paused and so on.
	State     string     `json:"state"`
	Message   string     `json:"message"` // the state, for people
	Container *Container `json:"container,omitempty"`
	// Containers are all of a service that has several. Container is then the one that
	// is most likely at fault.
	Containers []Container `json:"containers,omitempty"`
}

// WorkerStatus is the state of one worker now. A worker is ready if it is
// registered.
type WorkerStatus struct {
	ServiceStatus
	Registered bool `json:"registered"`
}
