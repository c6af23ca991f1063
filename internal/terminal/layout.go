// Package terminal measures, cuts and redraws text as a terminal shows it.
package terminal

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// escapes matches the escape sequences that a console writes: colours and links.
var escapes = regexp.MustCompile(`\x1b\[[0-9;]*m|\x1b\]8;;[^\x1b]*\x1b\\`)

// Width returns the number of columns of a line on a terminal.
func Width(line string) int { return runewidth.StringWidth(escapes.ReplaceAllString(line, "")) }

// Pad adds spaces to text up to a width.
func Pad(text string, columns int) string {
	return text + strings.Repeat(" ", max(0, columns-Width(text)))
}

// Table returns a line for each row, with aligned columns. The first row is the heading.
// A column that is empty below its heading is left out.
func Table(rows [][]string) []string {
	lines := make([]string, len(rows))
	for column, title := range rows[0] {
		widest := 0
		for _, row := range rows[1:] {
			widest = max(widest, Width(row[column]))
		}
		if widest == 0 {
			continue
		}
		for i, row := range rows {
			lines[i] += Pad(row[column], max(widest, Width(title))+len("  "))
		}
	}
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return lines
}

// Cut shortens a line to a width. Colours and links still end.
func Cut(line string, columns int) string {
	if Width(line) <= columns {
		return line
	}
	var short strings.Builder
	room := columns - 1 // for the dots
	for line != "" {
		if at := escapes.FindStringIndex(line); at != nil && at[0] == 0 {
			short.WriteString(line[:at[1]])
			line = line[at[1]:]
			continue
		}
		r, size := utf8.DecodeRuneInString(line)
		line = line[size:]
		switch w := runewidth.RuneWidth(r); {
		case room < 0: // the end is reached
		case w > room:
			short.WriteString("…")
			room = -1
		default:
			short.WriteRune(r)
			room -= w
		}
	}
	return short.String()
}

// leastLine is the least number of columns for which text is wrapped. In fewer, the
// terminal breaks text better.
const leastLine = 16

// Wrap breaks text between words so that each line fits. A word that is too long, such
// as a URL, stays whole, so that it can be copied.
func Wrap(text string, columns int) []string {
	if columns < leastLine {
		return []string{text}
	}
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case Width(line)+1+Width(word) <= columns:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	return append(lines, line)
}
