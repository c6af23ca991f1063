package compose

import (
	"runtime/debug"
	"strings"
	"sync"
)

// build returns what tells this build of our module from others, which may keep other parts
// of a project: its version, or its commit where it has none.
var build = sync.OnceValue(func() string {
	info, known := debug.ReadBuildInfo()
	if !known {
		return ""
	}
	var text strings.Builder
	for _, m := range append(info.Deps, &info.Main) {
		if m.Path == module {
			text.WriteString(m.Version)
		}
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && info.Main.Path == module {
			text.WriteString(" " + s.Value)
		}
	}
	return text.String()
})

const module = "github.com/seed-491dada8/sandbox"
