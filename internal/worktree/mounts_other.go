//go:build !linux

package worktree

// mountPoints returns none, because this system has no list of them in a file.
// Renaming or removing a mount point fails anyway.
func mountPoints() (map[string]bool, error) { return nil, nil }

func attributes(string) string { return "" }
