package shell_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/shell"
)

func TestSplit(t *testing.T) {
	for line, want := range map[string][]string{
		"":                               {},
		" \t\n ":                         {},
		"ps -a":                          {"ps", "-a"},
		"  exec  db\tpsql\n":             {"exec", "db", "psql"},
		`exec db psql -c 'select 1'`:     {"exec", "db", "psql", "-c", "select 1"},
		`exec db psql -c "select \"a\""`: {"exec", "db", "psql", "-c", `select "a"`},
		`a"b"'c'\d`:                      {"abcd"},
		`'' ""`:                          {"", ""},
		`'a\b' "a\b" "\\" "\$" a\ b`:     {`a\b`, `a\b`, `\`, "$", "a b"},
		`$HOME * ; # | & $(x) ` + "`x`":  {"$HOME", "*", ";", "#", "|", "&", "$(x)", "`x`"},
		"a\\\nb \"c\\\nd\" 'e\\\nf'":     {"ab", "cd", "e\\\nf"},
		"'two\nlines'":                   {"two\nlines"},
		"größe '日本'":                     {"größe", "日本"},
		"\xff\xfe":                       {"\xff\xfe"},
	} {
		if got, err := shell.Split(line); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: got %q, %v, want %q", line, got, err, want)
		}
	}
}

func TestSplitRefusesHalfAWord(t *testing.T) {
	for line, want := range map[string]string{
		`ps '`: "' is not closed", `ps "a`: `" is not closed`, `ps "a\"`: `" is not closed`, `ps \`: "nothing follows", `ps "\`: `" is not closed`,
	} {
		if got, err := shell.Split(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %q, %v, want %q", line, got, err, want)
		}
	}
}

func TestIsName(t *testing.T) {
	for text, want := range map[string]bool{
		"A": true, "_a9": true, "KTRDR_DB_PORT": true, "": false, "9a": false, "a-b": false, "a.b": false, "a;b": false, "$(x)": false, "a\n": false, "ä": false,
	} {
		if got := shell.IsName(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func FuzzQuoteThenSplit(f *testing.F) {
	for _, text := range []string{"", "it's", `"$HOME" \`, "a\nb", "'", "''", "\x00\xff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got, err := shell.Split("a " + shell.Quote(text) + shell.Quote(text) + " b"); err != nil || !slices.Equal(got, []string{"a", text + text, "b"}) {
			t.Errorf("%q: got %q, %v", text, got, err)
		}
		_, _ = shell.Split(text) // ends, whatever it is given
	})
}
