//go:build !linux

package worktree

// mountPoints returns none: this system has no list of them to read without a tool.
// A rename or a removal of one fails.
func mountPoints() (map[string]bool, error) { return nil, nil }

func attributes(string) string { return "" }
