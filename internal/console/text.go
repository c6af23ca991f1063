package console

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// escapes matches the escape sequences that this package writes: colours and links.
var escapes = regexp.MustCompile(`\x1b\[[0-9;]*m|\x1b\]8;;[^\x1b]*\x1b\\`)

// width returns the number of columns of a line on a terminal.
func width(line string) int { return runewidth.StringWidth(escapes.ReplaceAllString(line, "")) }

// pad adds spaces to text up to a width.
func pad(text string, columns int) string {
	return text + strings.Repeat(" ", max(0, columns-width(text)))
}

// cut shortens a line to a width. Colours and links still end.
func cut(line string, columns int) string {
	if width(line) <= columns {
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

// wrap breaks text between words so that each line fits. A word that is too long, such
// as a URL, stays whole, so that it can be copied.
func wrap(text string, columns int) []string {
	if columns < leastLine {
		return []string{text}
	}
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case width(line)+1+width(word) <= columns:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	return append(lines, line)
}

// inSeconds formats a time. Below a second it shows hundredths.
func inSeconds(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%.2fs", d.Seconds())
	}
	return fmt.Sprintf("%.1fs", d.Seconds())
}

// duration returns a time that a document has in seconds.
func duration(seconds float64) time.Duration {
	return time.Duration(seconds * float64(time.Second))
}
