package report

// Removed names the objects that a use case removed from the engine.
type Removed struct {
	Containers []string `json:"containers"`
	Networks   []string `json:"networks"`
	Volumes    []string `json:"volumes"`
	Images     []string `json:"images"`
}

// NewRemoved returns a Removed without objects.
func NewRemoved() Removed {
	return Removed{Containers: []string{}, Networks: []string{}, Volumes: []string{}, Images: []string{}}
}

// Down is the result of stopping an instance.
type Down struct {
	Document
	// Instance and Slot are missing if the target failed before it knew them.
	Instance string `json:"instance,omitempty"`
	Slot     *int   `json:"slot,omitempty"`
	// VolumesDeleted reports that the user asked to delete the instance's volumes, too, and
	// that they are gone.
	VolumesDeleted bool     `json:"volumes_deleted"`
	Removed        Removed  `json:"removed"`
	Kept           []string `json:"kept"` // objects that stay, and why, for people
}

// NewDown returns a Down that removed nothing.
func NewDown() *Down { return &Down{Removed: NewRemoved(), Kept: []string{}} }

// Destroy is the result of destroying an instance.
type Destroy struct {
	Document
	// Instance, Slot and Directory are missing if there is no such instance.
	Instance  string `json:"instance,omitempty"`
	Slot      *int   `json:"slot,omitempty"`
	Directory string `json:"directory,omitempty"`
	// Branch is the branch of its worktree, if it was destroyed because that is merged.
	Branch string `json:"branch,omitempty"`
	// Destroyed reports that all of the instance is gone, and its claim.
	Destroyed bool    `json:"destroyed"`
	Removed   Removed `json:"removed"`
	// Worktree is the git worktree that was removed; missing if none was.
	Worktree  string   `json:"worktree,omitempty"`
	Discarded []string `json:"discarded"` // work in the worktree that is lost, for people
	Kept      []string `json:"kept"`      // objects that stay, and why, for people
}

// NewDestroy returns a Destroy that removed nothing.
func NewDestroy() *Destroy {
	return &Destroy{Removed: NewRemoved(), Discarded: []string{}, Kept: []string{}}
}

// DestroyMerged is the result of destroying the instances whose branches are merged.
type DestroyMerged struct {
	Document
	Destroyed []Destroy      `json:"destroyed"` // those to destroy, each with its result
	Kept      []KeptWorktree `json:"kept"`
}

// NewDestroyMerged returns a DestroyMerged without instances.
func NewDestroyMerged() *DestroyMerged {
	return &DestroyMerged{Destroyed: []Destroy{}, Kept: []KeptWorktree{}}
}

// KeptWorktree is an instance that stays although its branch is merged.
type KeptWorktree struct {
	Instance string `json:"instance"`
	Branch   string `json:"branch"`
	Worktree string `json:"worktree"`
	Reason   string `json:"reason"`
}

// Prune is the result of removing what deleted directories left.
type Prune struct {
	Document
	Leftovers []Leftover  `json:"leftovers"` // of deleted instances
	Kept      []KeptClaim `json:"kept"`      // claims that stay although they no longer count
	Orphans   []Orphan    `json:"orphans"`   // nothing proves their owner, so they stay
	Snapshots []string    `json:"snapshots"` // that were interrupted, and are removed
}

// NewPrune returns a Prune without leftovers.
func NewPrune() *Prune {
	return &Prune{Leftovers: []Leftover{}, Kept: []KeptClaim{}, Orphans: []Orphan{}, Snapshots: []string{}}
}

// Leftover is a deleted instance of which a claim is left, and perhaps objects on the
// engine.
type Leftover struct {
	Instance  string `json:"instance"`
	Slot      int    `json:"slot"`
	Directory string `json:"directory"`
	Stale     string `json:"stale"` // why the claim no longer counts
	// Pruned reports that the claim was removed, and the objects in Removed.
	Pruned  bool     `json:"pruned"`
	Removed Removed  `json:"removed"`
	Kept    []string `json:"kept"` // objects that stay, and why, for people
}

// KeptClaim is a claim that stays although it no longer counts.
type KeptClaim struct {
	Instance  string `json:"instance"`
	Slot      int    `json:"slot"`
	Directory string `json:"directory"`
	Stale     string `json:"stale"`  // why the claim no longer counts
	Reason    string `json:"reason"` // why it stays
}
