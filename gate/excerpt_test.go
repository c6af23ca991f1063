package gate

import (
	"strings"
	"testing"
)

func FuzzExcerpt(f *testing.F) {
	f.Add([]byte("plain"))
	f.Add([]byte("\x1b[31m\x00\xff\r\n" + strings.Repeat("é", 300)))
	f.Fuzz(func(t *testing.T, text []byte) {
		got := excerpt(text)
		if strings.ContainsAny(got, "\n\r\x1b\x00") || len([]rune(got)) > 163 {
			t.Errorf("got %q", got)
		}
	})
}
