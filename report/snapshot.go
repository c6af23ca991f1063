package report

// VolumeCopy is a volume that was copied.
type VolumeCopy struct {
	Volume string `json:"volume"` // its name in the Compose file
	From   string `json:"from"`   // on the engine
	To     string `json:"to"`
	Bytes  int64  `json:"bytes"` // of its files; 0 if unknown
}

// SavedData is a snapshot: the data of an instance at one moment.
type SavedData struct {
	Name     string `json:"name"`
	Instance string `json:"instance"` // the instance that made it
	Created  string `json:"created"`
	Bytes    int64  `json:"bytes"` // of all its files; 0 if unknown
	// Volumes names the volumes in it, as the Compose file does.
	Volumes []string `json:"volumes"`
	// Destroyed reports that the instance that made it is gone.
	Destroyed bool `json:"destroyed"`
	// Engine leads to its Docker engine; missing for docker's default.
	Engine string `json:"engine,omitempty"`
}

// Snapshot is the result of saving an instance's data.
type Snapshot struct {
	Document
	// Instance and Slot are missing if the target failed before it knew them.
	Instance string `json:"instance,omitempty"`
	Slot     *int   `json:"slot,omitempty"`
	// Snapshot is missing if none was made.
	Snapshot *SavedData `json:"snapshot,omitempty"`
}

// NewSnapshot returns a Snapshot that saved nothing.
func NewSnapshot() *Snapshot { return &Snapshot{} }

// Restore is the result of replacing an instance's data with that of a snapshot.
type Restore struct {
	Document
	// Instance and Slot are missing if the target failed before it knew them.
	Instance string       `json:"instance,omitempty"`
	Slot     *int         `json:"slot,omitempty"`
	Snapshot string       `json:"snapshot,omitempty"`
	Volumes  []VolumeCopy `json:"volumes"` // what was brought back
	// Started reports that the instance ran before, and is ready again.
	Started bool `json:"started"`
}

// NewRestore returns a Restore that replaced nothing.
func NewRestore() *Restore { return &Restore{Volumes: []VolumeCopy{}} }

// Snapshots lists the snapshots of a repository.
type Snapshots struct {
	Document
	Snapshots []SavedData `json:"snapshots"` // the oldest first
	Deleted   string      `json:"deleted,omitempty"`
}

// NewSnapshots returns Snapshots without any.
func NewSnapshots() *Snapshots { return &Snapshots{Snapshots: []SavedData{}} }
