package worktree

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// mountPoints returns the mount points of this process. The fifth word of each line
// in mountinfo is a mount point, with special characters as \NNN.
func mountPoints() (map[string]bool, error) {
	text, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil, fmt.Errorf("cannot list the mount points: %w", err)
	}
	points := make(map[string]bool)
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(line); len(words) > 4 {
			points[unescape(words[4])] = true
		}
	}
	return points, nil
}

// unescape replaces each octal \NNN with its byte.
func unescape(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+4 <= len(text) {
			if b, err := strconv.ParseUint(text[i+1:i+4], 8, 8); err == nil {
				out.WriteByte(byte(b))
				i += 3
				continue
			}
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

// attributes returns the file attribute, such as immutable, that prevents even the
// owner from removing a path.
func attributes(path string) string {
	var stat unix.Statx_t
	if unix.Statx(unix.AT_FDCWD, path, unix.AT_SYMLINK_NOFOLLOW|unix.AT_NO_AUTOMOUNT, 0, &stat) != nil {
		return ""
	}
	switch {
	case stat.Attributes&unix.STATX_ATTR_IMMUTABLE != 0:
		return "immutable"
	case stat.Attributes&unix.STATX_ATTR_APPEND != 0:
		return "append-only"
	}
	return ""
}
