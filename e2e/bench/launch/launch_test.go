package launch

import (
	"strings"
	"testing"
)

func TestStreamCutsLines(t *testing.T) {
	var heard []string
	lines := &Transcript{}
	s := &stream{lines: lines, heard: func(l Line) { heard = append(heard, l.Text) }}
	for _, chunk := range []string{"on", "e\ntwo\n", "", "\nthr"} {
		if n, err := s.Write([]byte(chunk)); n != len(chunk) || err != nil {
			t.Fatalf("Write(%q) = %d, %v", chunk, n, err)
		}
	}
	if got := strings.Join(heard, "|"); got != "one|two|" || len(lines.lines) != 3 {
		t.Errorf("heard %q, kept %d lines", got, len(lines.lines))
	}
}
