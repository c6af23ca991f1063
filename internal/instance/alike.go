package instance

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The forms of a value that godotenv and Docker Compose read alike. They disagree on
// an unescaped $, on most escapes, on a quoted value that ends with a backslash or an
// escaped quote, on a second comment, on rare white space, and on bytes that are no
// UTF-8 outside of quotes.
const (
	single = `'(?:[^'\r]*[^'\\\r])?'`
	double = `"(?:(?:[^"\\$\r]|\\[nr"\\$])*(?:[^"\\$\r]|\\[nr$]))?"`

	blank  = `\s\v\x{85}\p{Z}`
	sign   = `[^` + blank + `$]`
	word   = `[^` + blank + `$#]` + sign + `*`
	remark = ` #[^` + blank + `]*(?:[ \t]+[^` + blank + `#][^` + blank + `]*)*`
	bare   = `(?:[^` + blank + `$'"]` + sign + `*(?:[ \t]+` + word + `)*(?:[ \t]*` + remark + `)?)?[ \t]*\r?(?:\n|$)`
)

// alike matches a statement that godotenv and Compose read alike, and captures a value
// without quotes.
var alike = regexp.MustCompile(`^(?:export[ \t]+)?[A-Za-z_][A-Za-z0-9_.]*[ \t]*[=:][ \t]*(?:` + single + `|` + double + `|(` + bare + `))`)

// nameless matches a statement whose word "export" both take for the keyword: it has no name.
var nameless = regexp.MustCompile(`^export[ \t]+[=:]`)

// named matches a statement up to its value.
var named = regexp.MustCompile(`^(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*[=:][ \t]*`)

// ReadAlike returns an error for the first statement that Compose may read otherwise
// than [Parse]. It quotes no value.
func ReadAlike(content string) error {
	rest := strings.TrimPrefix(content, byteOrderMark)
	for {
		rest = afterComments(rest)
		if rest == "" {
			return nil
		}
		statement := alike.FindStringSubmatch(rest)
		if statement == nil || nameless.MatchString(rest) || !utf8.ValidString(statement[1]) || strings.Contains(statement[0], "\x00") {
			line := 1 + strings.Count(content[:len(content)-len(rest)], "\n")
			return fmt.Errorf("line %d: %s", line, rewrite(rest))
		}
		rest = rest[len(statement[0]):]
	}
}

// afterComments returns text without the white space and the comments that it begins
// with.
func afterComments(text string) string {
	for {
		text = strings.TrimLeftFunc(text, unicode.IsSpace)
		if !strings.HasPrefix(text, "#") {
			return text
		}
		_, text, _ = strings.Cut(text, "\n")
	}
}

// rewrite returns what is wrong with the statement at the beginning of text, and how
// to write it.
func rewrite(text string) string {
	name := named.FindStringSubmatch(text)
	switch {
	case name == nil:
		return "Docker Compose may not read this name; use letters, digits and _"
	case strings.HasPrefix(text[len(name[0]):], "'"):
		return fmt.Sprintf(`Docker Compose may read %s differently; write %[1]s="value", with \\ for \, \" for ", \$ for $ and \n for a new line`, name[1])
	default:
		return fmt.Sprintf(`Docker Compose may read %s differently; write %[1]s='value', where every character stands for itself`, name[1])
	}
}
