package report

// Init is the instance that a directory is after init.
type Init struct {
	Document
	// Instance, Slot, Directory and State are missing if the directory could not be
	// made an instance.
	Instance  string `json:"instance,omitempty"`
	Slot      *int   `json:"slot,omitempty"`
	Directory string `json:"directory,omitempty"`
	State     string `json:"state,omitempty"` // created, restored or unchanged
	// Machine is the machine that publishes the ports; missing for this one.
	Machine string         `json:"machine,omitempty"`
	Ports   []AssignedPort `json:"ports"`
	// Adopted names the volumes that the instance uses from now on although they
	// are older than it.
	Adopted []string `json:"adopted"`
	// Copied are the ignored files that came from the main worktree, from the top of the
	// worktree.
	Copied []string `json:"copied"`
	// Missing are the files that Compose will not find.
	Missing []MissingFile `json:"missing"`
}

// MissingFile is a file that the Compose files name and that does not exist.
type MissingFile struct {
	Path string `json:"path"` // from the top of the worktree
	Use  string `json:"use"`  // such as env_file of web
	// Include is the line of .worktreeinclude that lets the file be copied; missing if the
	// main worktree has no such file, or git does not ignore it.
	Include string `json:"include,omitempty"`
}

// NewInit returns an Init without an instance.
func NewInit() *Init {
	return &Init{Ports: []AssignedPort{}, Adopted: []string{}, Copied: []string{}, Missing: []MissingFile{}}
}

// The states of [Init]. A restored instance had lost its file.
const (
	InitCreated   = "created"
	InitRestored  = "restored"
	InitUnchanged = "unchanged"
)

// AssignedPort is a port that an instance publishes.
type AssignedPort struct {
	Variable string `json:"variable"` // of .env.sandbox
	Service  string `json:"service"`
	Port     int    `json:"port"`
	Protocol string `json:"protocol"` // tcp or udp
}

// Create is a new worktree and the instance in it.
type Create struct {
	Init
	// Worktree and Branch are missing if no worktree was made. Worktree is the top
	// of the worktree, which holds Directory.
	Worktree string `json:"worktree,omitempty"`
	Branch   string `json:"branch,omitempty"`
	// Tracks is the branch of a remote that a new branch follows.
	Tracks string `json:"tracks,omitempty"`
	// Up is the start of the instance; missing if none was asked for, or it was not
	// tried.
	Up *Report `json:"up,omitempty"`
}

// NewCreate returns a Create without a worktree.
func NewCreate() *Create { return &Create{Init: *NewInit()} }
