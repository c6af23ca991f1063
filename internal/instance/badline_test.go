package instance

import (
	"strings"
	"testing"
)

func TestBadLineParsesNothingTwice(t *testing.T) {
	for name, line := range map[string]string{
		"no variables": "oops\n", "bytes": "\xff\x00{\n", "open quotes": "A=\"\n", "good lines": "A=b\n", "one line": "x",
	} {
		t.Run(name, func(t *testing.T) {
			content := "good=1\n" + strings.Repeat(line, (1<<20)/len(line)) + "oops\n"
			parsed := 0
			badLine(content, func(part string) (map[string]string, error) {
				parsed += len(part)
				return parse(part)
			})
			if parsed > len(content) {
				t.Errorf("%d bytes of %d were parsed", parsed, len(content))
			}
		})
	}
}
