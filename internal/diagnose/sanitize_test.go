package diagnose

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestLine(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"plain", "ready", "ready"},
		{"colours", "\x1b[1;31mERROR\x1b[0m: no", "ERROR: no"},
		{"8-bit colours", "\u009b31mERROR\u009b0m", "ERROR"},
		{"a title", "\x1b]0;owned\x07ready", "ready"},
		{"a link", "\x1b]8;;http://a\x1b\\text\x1b]8;;\x1b\\", "text"},
		{"cursor and screen", "\x1b[2J\x1b[1;1H\x1bcready\x1b(B", "ready"},
		{"an escape without an end", "a\x1b", "a"},
		{"control bytes", "a\x00b\x07c\x7fd", "a b c d"},
		{"tabs", "\ta\tb ", "a b"},
		{"a progress bar", "10%\r50%\r100%\n", "100%"},
		{"DOS line end", "ready\r\n", "ready"},
		{"several lines", "one\r\ntwo\nthree", "one  two three"},
		{"no UTF-8", "a\xff\xfeb", "a?b"},
		{"right to left override", "a\u202eb\u2028c", "a b c"},
		{"other scripts", "écrit — 数据库 ✓", "écrit — 数据库 ✓"},
		{"only escapes", "\x1b[0m\x1b[1m", ""},
		{"the longest", strings.Repeat("é", 200), strings.Repeat("é", 200)},
		{"too long", strings.Repeat("é", 201), strings.Repeat("é", 199) + "…"},
	} {
		if got := Line(test.text); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestTail(t *testing.T) {
	for _, test := range []struct {
		name, text string
		n          int
		want       []string
	}{
		{"fewer", "a\nb\n", 8, []string{"a", "b"}},
		{"more", "a\nb\nc\nd", 2, []string{"c", "d"}},
		{"blank ones", "a\n\n \x1b[0m\nb\n\n", 2, []string{"a", "b"}},
		{"DOS line ends", "a\r\nb\r\n", 8, []string{"a", "b"}},
		{"none", "", 8, nil},
		{"too many lines ago", "old\n" + strings.Repeat("\n", maxLines) + "end", 8, []string{"end"}},
		{"too much text ago", "old\n" + strings.Repeat("x", maxText) + "\nend", 8, []string{strings.Repeat("x", 199) + "…", "end"}},
		{"none wanted", "a", 0, nil},
		{"a line of 100 kB", strings.Repeat("x", 100_000) + "\nend\n", 8, []string{strings.Repeat("x", 199) + "…", "end"}},
	} {
		if got := Tail(test.text, test.n); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

// However much there is, only so many lines of it are looked at.
func TestTailLooksAtTheEndAlone(t *testing.T) {
	random := make([]byte, 1<<20)
	source := rand.NewChaCha8([32]byte{1})
	_, _ = source.Read(random)
	for name, text := range map[string]string{
		"blank lines":    strings.Repeat("\n", 16<<20),
		"binary":         strings.Repeat(string(random), 16),
		"one line":       strings.Repeat("x", 16<<20),
		"escapes":        strings.Repeat("\x1b[31m\n", 2<<20),
		"an open escape": strings.Repeat("\x1b]", 2<<20),
		"returns":        strings.Repeat("\r", 16<<20),
	} {
		allocated := func(text string) float64 {
			return testing.AllocsPerRun(1, func() {
				for _, line := range Tail(text, maxLog) {
					safe(t, line)
				}
			})
		}
		if less, more := allocated(text[len(text)/2:]), allocated(text); more > 1.5*less+100 {
			t.Errorf("%s: %.0f allocations, %.0f for half of it", name, more, less)
		}
	}
}

func FuzzTail(f *testing.F) {
	for _, text := range []string{"", "a\nb", "\x1b[31mred\x1b[0m", "\x1b]0;x\x07", "\r\n\r", "\xff\u009b1m", "a\u202eb"} {
		f.Add(text, 8)
	}
	f.Fuzz(func(t *testing.T, text string, n int) {
		n &= 15
		lines := Tail(text, n)
		if len(lines) > n {
			t.Errorf("%d lines of at most %d", len(lines), n)
		}
		for _, line := range append(lines, Line(text)) {
			safe(t, line)
			if again := Line(line); again != line {
				t.Errorf("%q becomes %q when it is cleaned again", line, again)
			}
		}
	})
}

// safe wants a line that a terminal may show.
func safe(t *testing.T, line string) {
	t.Helper()
	if !safeText(line) || utf8.RuneCountInString(line) > maxLine {
		t.Errorf("%q is not safe to show", line)
	}
}

func safeText(text string) bool {
	unprintable := func(r rune) bool { return !unicode.IsPrint(r) }
	return utf8.ValidString(text) && !strings.ContainsFunc(text, unprintable)
}

func TestLinesThatDifferInNumbersAreShownOnce(t *testing.T) {
	text := "starting\n" + "12:00:01 refused (pid 7)\n12:00:02 bye\n" + "12:00:03 refused (pid 8)\n12:00:04 bye\n"
	if got, want := tail(text, 8, distinct(Line)), []string{"starting", "12:00:03 refused (pid 8)", "12:00:04 bye"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
