//go:build !unix

package worktree

import "io/fs"

func rootObstacles(string) []obstacle { return nil }

func pathObstacle(string, fs.DirEntry, bool) (obstacle, bool) { return obstacle{}, false }
