package main

import (
	"encoding/xml"
	"strings"
	"testing"
)

func TestSVGKeepsColoursAndColumns(t *testing.T) {
	text := svg([]string{"  \x1b[32m✓\x1b[39m Database <ready>", "\x1b]8;;http://localhost\x1b\\API\x1b]8;;\x1b\\ \x1b[1;31mFAILED\x1b[0m & so on"})
	for _, want := range []string{
		`x="32.8" y="30" xml:space="preserve" fill="#a6e3a1">✓</text>`,
		`> Database &lt;ready&gt;</text>`,
		`xml:space="preserve">API</text>`,
		`fill="#f38ba8" font-weight="bold">FAILED</text>`,
		`xml:space="preserve"> &amp; so on</text>`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in\n%s", want, text)
		}
	}
	if err := xml.Unmarshal([]byte(text), new(struct{})); err != nil {
		t.Error(err)
	}
}
