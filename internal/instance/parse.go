package instance

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/joho/godotenv"
)

// Parse reads variables in the form of .env files. Its error names the line
// and nothing of what is on it or after it, where a password may stand.
func Parse(content string) (map[string]string, error) {
	variables, err := parse(content)
	if err == nil {
		return variables, nil
	}
	return nil, fmt.Errorf("line %d is not of the form NAME=value", badLine(content))
}

// badLine is the line after the longest run of lines that can be read. A run
// that ends within a quoted value of several lines cannot, but a longer one can.
func badLine(content string) int {
	lines := strings.SplitAfter(content, "\n")
	for n := len(lines) - 1; n > 0; n-- {
		if _, err := parse(strings.Join(lines[:n], "")); err == nil {
			return n + 1
		}
	}
	return 1
}

// Line returns a line that [Parse] reads back as it was. godotenv alone would
// write 007 as the number 7.
func Line(name, value string) (string, error) {
	if number, err := strconv.Atoi(value); err == nil && strconv.Itoa(number) != value {
		return name + `="` + value + `"`, nil
	}
	return godotenv.Marshal(map[string]string{name: value})
}

// parse also refuses what godotenv takes for a name but no shell would.
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
