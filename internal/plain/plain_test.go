package plain

import (
	"bytes"
	"encoding/json"
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

func TestLineIsShownAsItReads(t *testing.T) {
	for text, want := range map[string]string{
		"a\u202eb\u2066c\u200fd\u061ce":                    "a b c d e",
		"pass\u200bw\u2060o\ufeffrd":                       "password",
		"one\ntwo\u2028three\u0085four":                    "one two three four",
		"\x1b]0;owned\x07\x1b[31mred":                      "red",
		"\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
		"::error::no ##[command]":                          "::error::no ##[command]",
	} {
		if got := Line(text); got != want {
			t.Errorf("%q becomes %q, not %q", text, got, want)
		}
	}
}

func TestWorkflowCommandsAreBroken(t *testing.T) {
	t.Setenv("GITHUB_ACTIONS", "true")
	for text, want := range map[string]string{
		"::error::no":                       ": :error::no",
		" \t\u00a0::set-env name=A::b":      " \t\u00a0: :set-env name=A::b",
		"\x1b[0m::stop-commands::x":         ": :stop-commands::x",
		"\u200b::debug::x":                  ": :debug::x",
		"a ##[error]b ##[group]c":           "a ## [error]b ## [group]c",
		"#\u200b#[error]b":                  "## [error]b",
		"std::string and a::b":              "std::string and a::b",
		"one\n::error::two\r\n##[add-mask]": "one\n: :error::two\n## [add-mask]",
	} {
		if got := Text(text); got != want {
			t.Errorf("%q becomes %q, not %q", text, got, want)
		}
	}
}

func TestWriterBreaksCommandsInPartsOfALine(t *testing.T) {
	t.Setenv("GITHUB_ACTIONS", "true")
	for _, command := range []string{"##[error]x", "::error::x"} {
		for back := range len(command) {
			var out bytes.Buffer
			w := &Writer{Out: &out}
			_, _ = w.Write([]byte(strings.Repeat(" ", maxLine-back) + command + "\n"))
			if strings.Contains(out.String(), "##[") || strings.HasPrefix(strings.TrimSpace(out.String()), "::") {
				t.Errorf("%s is passed on where its last %d bytes come later", command, len(command)-back)
			}
		}
	}
}

func TestWriterKeepsColoursAlone(t *testing.T) {
	var out bytes.Buffer
	w := &Writer{Out: &out, Colours: true}
	_, _ = w.Write([]byte("\x1b[36mapi |\x1b[0m \x1b[2Jok\x1b]0;t\x07\n\x1b[31mred\nplain\n"))
	if want := "\x1b[36mapi |\x1b[0m ok\x1b[0m\n\x1b[31mred\x1b[0m\nplain\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestJSONMeansTheSame(t *testing.T) {
	text := "a\u202eb\u009b1m \u200b ##[error] ###[ \U000E0041 \U0001F469\u200d\U0001F4BB \\u202e é"
	document, err := json.MarshalIndent(map[string]string{"text": text}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	escaped := JSON(string(document))
	if strings.Contains(escaped, "##[") || strings.ContainsFunc(escaped, func(r rune) bool { return r != '\n' && printable(r) != r }) {
		t.Errorf("got %q", escaped)
	}
	var got map[string]string
	if err := json.Unmarshal([]byte(escaped), &got); err != nil || got["text"] != text {
		t.Errorf("%v, %q", err, got["text"])
	}
}

func FuzzLine(f *testing.F) {
	f.Setenv("GITHUB_ACTIONS", "true")
	for _, text := range []string{"", "text", "\x1b[31mred", "\x1b]0;t\x07", "\x9b1m", "\u009b1m", "a\tb\rc", "\x1b\x1b[[m", " ::error::", ":::", "###[[", "a\u202eb\u200bc"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		line := Line(text)
		if !utf8.ValidString(line) || strings.ContainsFunc(line, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }) {
			t.Errorf("%q becomes %q", text, line)
		}
		if twice := Line(line); twice != line {
			t.Errorf("%q becomes %q, and then %q", text, line, twice)
		}
		if strings.Contains(line, "##[") || strings.HasPrefix(strings.TrimSpace(line), "::") {
			t.Errorf("%q is obeyed as %q", text, line)
		}
	})
}
