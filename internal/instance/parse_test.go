package instance_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/instance"
)

// longestRun returns the line after the longest run of lines that can be parsed. It
// takes quadratic time.
func longestRun(content string) int {
	lines := strings.SplitAfter(content, "\n")
	for n := len(lines) - 1; n > 0; n-- {
		if _, err := instance.Parse(strings.Join(lines[:n], "")); err == nil {
			return n + 1
		}
	}
	return 1
}

func TestParseNamesTheLineAfterTheLongestGoodRun(t *testing.T) {
	lines := []string{
		"A=b\n", "B=\"c\n", "d\"\n", "E='f\n", "g'\n", "\n", "# it's a comment\n", "export H=\"i\\\"j\"\n", "K: \"l\"\n",
		"M=\"n\" O=\"p\n", "oops\n", "A B=c\n", "Q=it's\n", "R=\"s\" # t\n", "é=1\n", "U=v\r\n", "oops",
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		var content strings.Builder
		for range random.IntN(8) + 1 {
			content.WriteString(lines[random.IntN(len(lines))])
		}
		text := content.String()
		_, err := instance.Parse(text)
		if err == nil {
			continue
		}
		if want := fmt.Sprintf("line %d is not of the form NAME=value", longestRun(text)); err.Error() != want {
			t.Fatalf("%q: got %v, want %s", text, err, want)
		}
	}
}
