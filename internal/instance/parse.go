package instance

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"strconv"
	"strings"

	"github.com/joho/godotenv"
)

// byteOrderMark is what some editors write at the beginning of a file. Compose skips
// it, too.
const byteOrderMark = "\uFEFF"

// Parse reads variables in the form of .env files. Its error names the line but
// quotes nothing, because a password may follow.
func Parse(content string) (map[string]string, error) {
	content = strings.TrimPrefix(content, byteOrderMark)
	variables, err := parse(content)
	if err == nil {
		return variables, nil
	}
	return nil, fmt.Errorf("line %d is not of the form NAME=value", badLine(content, parse))
}

// badLine returns the number of the first line whose statement cannot be parsed. It
// parses each statement once.
func badLine(content string, parse func(string) (map[string]string, error)) int {
	line := 1
	for content != "" {
		end := statementsEnd(content)
		if _, err := parse(content[:end]); err != nil {
			return line
		}
		line += strings.Count(content[:end], "\n")
		content = content[end:]
	}
	return line
}

// quoted matches a statement up to its opening quote.
var quoted = regexp.MustCompile(`^\s*[^=:#'"]*[=:]\s*['"]`)

// statementsEnd returns the length of the statements that begin on the first line.
// A quoted value may end on a later line.
func statementsEnd(content string) int {
	for at := 0; ; {
		line, _, more := strings.Cut(content[at:], "\n")
		opening := quoted.FindString(line)
		value := content[at+len(opening):]
		length := -1
		if opening != "" {
			length = quotedLength(value, opening[len(opening)-1])
		}
		switch {
		case length >= 0: // another statement may follow
			at += len(opening) + length
		case more:
			return at + len(line) + 1
		default:
			return len(content)
		}
	}
}

// quotedLength returns the length of a value including its closing quote, or -1 if
// the quote is not closed. A backslash escapes a quote.
func quotedLength(value string, quote byte) int {
	for i := range len(value) {
		if value[i] == quote && (i == 0 || value[i-1] != '\\') {
			return i + 1
		}
	}
	return -1
}

// Line returns a line that [Parse] and Docker Compose read back unchanged. It returns
// an error if no line is read so by both, as with a value of all kinds of quotes.
func Line(name, value string) (string, error) {
	forms := []string{`"` + escaped.Replace(value) + `"`, "'" + value + "'", value}
	if number, err := strconv.Atoi(value); err == nil && strconv.Itoa(number) == value {
		forms = []string{value}
	}
	for _, form := range forms {
		line := name + "=" + form
		variables, err := Parse(line)
		if err == nil && ReadAlike(line) == nil && maps.Equal(variables, map[string]string{name: value}) {
			return line, nil
		}
	}
	return "", fmt.Errorf("no line gives %s this value for Docker Compose, too", name)
}

// escaped writes a value between double quotes.
var escaped = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "\n", `\n`, "\r", `\r`)

// parse also rejects names that godotenv accepts but no shell does.
func parse(content string) (map[string]string, error) {
	variables, err := godotenv.Unmarshal(content)
	if err != nil {
		return nil, err
	}
	for name, value := range variables {
		if name == "" || strings.ContainsAny(name, " \t\x00") || strings.Contains(value, "\x00") {
			return nil, errors.New("bad variable")
		}
	}
	return variables, nil
}
