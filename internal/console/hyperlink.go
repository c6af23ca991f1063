package console

import (
	"strconv"
	"strings"
)

// hyperlink makes text clickable, on a terminal that can: OSC 8. Others show
// the text alone, but some of them the commands as well, so they are spared.
func (c *Console) hyperlink(url, text string) string {
	if !c.links || !strings.Contains(url, "://") {
		return text
	}
	return "\x1b]8;;" + url + "\x1b\\" + text + "\x1b]8;;\x1b\\"
}

// supportsLinks tells by the environment whether the terminal shows links. There
// is no asking it: an answer would come as if it was typed.
func supportsLinks(env func(string) string) bool {
	if force := env("FORCE_HYPERLINK"); force != "" {
		return force != "0" && force != "false"
	}
	if env("TMUX") != "" || strings.HasPrefix(env("TERM"), "screen") { // either passes them on from 3.4 and never
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

// atLeast compares a version such as 3.4 or 3.5a.
func atLeast(version string, major, minor int) bool {
	first, second, _ := strings.Cut(version, ".")
	a, _ := strconv.Atoi(first)
	b, _ := strconv.Atoi(strings.TrimRight(second, "abcdefghijklmnopqrstuvwxyz-"))
	return a > major || a == major && b >= minor
}
