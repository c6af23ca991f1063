package terminal

import (
	"strconv"
	"strings"
)

// SupportsLinks reports whether the terminal supports links, as far as the environment
// shows. The terminal itself cannot be asked: its answer would arrive as typed input.
func SupportsLinks(env func(string) string) bool {
	if force := env("FORCE_HYPERLINK"); force != "" {
		return force != "0" && force != "false"
	}
	if env("TMUX") != "" || strings.HasPrefix(env("TERM"), "screen") { // tmux passes links on from 3.4, screen never
		return atLeast(env("TERM_PROGRAM_VERSION"), 3, 4) && env("TERM_PROGRAM") == "tmux"
	}
	switch env("TERM_PROGRAM") {
	case "iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio", "WarpTerminal", "Tabby":
		return true
	}
	switch env("TERM") {
	case "xterm-kitty", "xterm-ghostty", "alacritty", "foot", "foot-extra", "wezterm", "contour":
		return true
	}
	vte, _ := strconv.Atoi(env("VTE_VERSION"))
	konsole, _ := strconv.Atoi(env("KONSOLE_VERSION"))
	return vte >= 5000 || konsole >= 201200 || env("WT_SESSION") != "" || env("DOMTERM") != ""
}

// atLeast reports whether a version such as 3.4 or 3.5a is not older than another.
func atLeast(version string, major, minor int) bool {
	first, second, _ := strings.Cut(version, ".")
	a, _ := strconv.Atoi(first)
	b, _ := strconv.Atoi(strings.TrimRight(second, "abcdefghijklmnopqrstuvwxyz-"))
	return a > major || a == major && b >= minor
}
