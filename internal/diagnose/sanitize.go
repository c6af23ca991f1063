package diagnose

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-491dada8/sandbox/internal/plain"
)

const (
	// maxRunes is the length at which a line of foreign text is cut.
	maxRunes = 200
	// maxText is how much of the end of foreign text is looked at, in bytes.
	maxText = 1 << 20
	// maxLine is how much of one line is looked at, in bytes.
	maxLine = 4 << 10
	// maxLines is how many lines are looked at, blank ones included.
	maxLines = 2000
)

// Line returns foreign text as one line that is safe to show: valid UTF-8, without
// control and escape sequences, of at most 200 characters.
func Line(text string) string { return cut(clean(text)) }

// Tail returns the end of foreign text, as at most n lines that are safe to show.
// Blank lines are left out.
func Tail(text string, n int) []string { return tail(text, n, Line) }

// tail returns the last n lines for which show returns text. It reads only the end of
// the text.
func tail(text string, n int, show func(string) string) []string {
	var lines []string
	text = text[max(0, len(text)-maxText):]
	for looked := 0; looked < maxLines && len(lines) < n && text != ""; looked++ {
		start := strings.LastIndexByte(text, '\n') + 1
		if line := show(text[start:]); line != "" {
			lines = append(lines, line)
		}
		text = text[:max(start-1, 0)]
	}
	slices.Reverse(lines)
	return lines
}

var number = regexp.MustCompile(`[0-9]+`)

// distinct returns a show that leaves out a line that differs only in numbers, such as a
// time, from one that it has shown.
func distinct(show func(string) string) func(string) string {
	seen := make(map[string]bool)
	return func(text string) string {
		line := show(text)
		shape := number.ReplaceAllString(line, "0")
		if seen[shape] {
			return ""
		}
		seen[shape] = true
		return line
	}
}

// clean returns text as one printable line. If the line was overwritten, as progress
// bars are, its last state counts.
func clean(text string) string {
	text = strings.TrimRight(text[:min(len(text), maxText)], "\r\n")
	if overwritten := strings.LastIndexByte(text, '\r'); !strings.HasPrefix(text[overwritten+1:], "\n") {
		text = text[overwritten+1:]
	}
	text = plain.Line(strings.ToValidUTF8(text[:min(len(text), maxLine)], "?"))
	text = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, text)
	return strings.TrimSpace(text)
}

func cut(line string) string {
	if utf8.RuneCountInString(line) <= maxRunes {
		return line
	}
	return string([]rune(line)[:maxRunes-1]) + "…"
}
