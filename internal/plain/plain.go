// Package plain removes from foreign text what a terminal or a CI runner would take
// for commands. Text that this program did not write passes through here before it
// reaches a terminal, a log or an annotation.
package plain

import (
	"os"
	"regexp"
	"strings"
	"unicode"
)

// escape matches terminal commands: CSI and OSC sequences with their 8-bit forms,
// strings up to their end, and two-character escapes.
var escape = regexp.MustCompile(`(?:\x1b\[|\x{9b})[0-?]*[ -/]*[@-~]?` +
	`|(?:\x1b[\]PX^_]|[\x{9d}\x{90}\x{98}\x{9e}\x{9f}])[^\x07\x1b\x{9c}]*(?:\x07|\x1b\\|\x{9c})?` +
	`|\x1b[ -/]*[0-~]?`)

// Line returns foreign text as one line without escape sequences. Control
// characters other than tabs, and marks that change the direction of text, become
// spaces. Zero-width characters are removed. Invalid UTF-8 becomes U+FFFD. In a job
// of GitHub Actions, workflow commands are broken too.
func Line(text string) string {
	return withoutCommands(strings.Map(printable, escape.ReplaceAllString(strings.ToValidUTF8(text, "\uFFFD"), "")))
}

// Lines returns each text as [Line] does.
func Lines(texts []string) []string {
	var lines []string
	for _, text := range texts {
		lines = append(lines, Line(text))
	}
	return lines
}

// Text returns foreign text of several lines, each treated by [Line].
func Text(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = Line(strings.TrimSuffix(line, "\r"))
	}
	return strings.Join(lines, "\n")
}

// printable returns the character to show for r, or -1 for none.
func printable(r rune) rune {
	switch {
	case r == '\t':
		return r
	case unicode.IsControl(r), r == '\u2028', r == '\u2029', directs(r):
		return ' '
	case hidden(r):
		return -1
	}
	return r
}

// directs reports whether a character changes the direction of the text around it.
func directs(r rune) bool {
	return r == '\u061C' || r == '\u200E' || r == '\u200F' || '\u202A' <= r && r <= '\u202E' || '\u2066' <= r && r <= '\u2069'
}

// hidden reports whether a character is invisible. Joiners, which scripts and emoji
// need, are not.
func hidden(r rune) bool {
	return r == '\u00AD' || r == '\u180E' || r == '\u200B' || '\u2060' <= r && r <= '\u2064' || r == '\uFEFF' || '\U000E0000' <= r && r <= '\U000E007F'
}

// withoutCommands breaks GitHub Actions commands: ::command at the start of a line,
// after white space, and ##[command] anywhere.
func withoutCommands(line string) string {
	if os.Getenv("GITHUB_ACTIONS") != "true" {
		return line
	}
	line = strings.ReplaceAll(line, "##[", "## [")
	if rest := strings.TrimLeftFunc(line, unicode.IsSpace); strings.HasPrefix(rest, "::") {
		line = line[:len(line)-len(rest)] + ": " + rest[1:]
	}
	return line
}
