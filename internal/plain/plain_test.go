package plain

import (
	"bytes"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestWriterPassesLinesOnWithoutCommands(t *testing.T) {
	long := strings.Repeat("0123456789", maxLine/5)
	for _, test := range []struct{ name, text, want string }{
		{"plain", "one\ntwo\n", "one\ntwo\n"},
		{"no end", "one\ntwo", "one\ntwo"},
		{"empty lines", "\n\none\n", "\n\none\n"},
		{"indented, with tabs", "  a\tb  \n", "  a\tb  \n"},
		{"colours", "\x1b[31;1mred\x1b[0m\n", "red\n"},
		{"a title", "\x1b]0;title\x07text\n", "text\n"},
		{"carriage returns", "10%\r20%\r\n", "10% 20%\n"},
		{"a bell", "ding\a!\n", "ding !\n"},
		{"other languages", "größe 大小 👩‍💻\n", "größe 大小 👩‍💻\n"},
		{"no text at all", "\xff\xfe\n", "\uFFFD\n"},
		{"a long line", long + "\n" + "next\n", long + "\nnext\n"},
	} {
		for _, size := range []int{1, 7, len(test.text)} {
			var out bytes.Buffer
			w := &Writer{Out: &out}
			for rest := test.text; rest != ""; {
				n := min(size, len(rest))
				if written, err := w.Write([]byte(rest[:n])); written != n || err != nil {
					t.Fatalf("%s: %d, %v", test.name, written, err)
				}
				rest = rest[n:]
			}
			if err := w.Flush(); err != nil || out.String() != test.want {
				t.Errorf("%s, %d bytes at a time: got %.100q, %v", test.name, size, out.String(), err)
			}
		}
	}
}

func FuzzLine(f *testing.F) {
	for _, text := range []string{"", "text", "\x1b[31mred", "\x1b]0;t\x07", "\x9b1m", "\u009b1m", "a\tb\rc", "\x1b\x1b[[m"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		line := Line(text)
		if !utf8.ValidString(line) || strings.ContainsFunc(line, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }) {
			t.Errorf("%q becomes %q", text, line)
		}
	})
}
