// Package shell quotes and splits words as a POSIX shell does, without running one.
package shell

import (
	"errors"
	"regexp"
	"strings"
)

// Quote returns text as one word that a shell takes literally.
func Quote(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

var name = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// harmless matches a word that means itself without quotes.
var harmless = regexp.MustCompile(`^[A-Za-z0-9_@%+=:,./-]+$`)

// Join returns words as one command line, with quotes where a word needs them.
func Join(words []string) string {
	var quoted []string
	for _, word := range words {
		if !harmless.MatchString(word) {
			word = Quote(word)
		}
		quoted = append(quoted, word)
	}
	return strings.Join(quoted, " ")
}

// IsName reports whether a shell variable can have that name.
func IsName(text string) bool { return name.MatchString(text) }

// Split returns the words of a line. Quotes and backslashes mean what they mean to a
// shell. No other character is special: not $, *, # or ;.
func Split(line string) ([]string, error) {
	s := splitter{rest: line}
	for s.rest != "" {
		if err := s.next(); err != nil {
			return nil, err
		}
	}
	s.endWord()
	return s.words, nil
}

// splitter holds the words that were read, and the rest of the line.
type splitter struct {
	rest  string
	words []string
	word  strings.Builder
	open  bool // a word has begun, perhaps an empty one
}

// endWord ends the current word, if one has begun.
func (s *splitter) endWord() {
	if s.open {
		s.words = append(s.words, s.word.String())
	}
	s.word.Reset()
	s.open = false
}

// take returns the next byte of the line.
func (s *splitter) take() byte {
	c := s.rest[0]
	s.rest = s.rest[1:]
	return c
}

// add adds text to the current word.
func (s *splitter) add(text string) {
	s.word.WriteString(text)
	s.open = true
}

// next reads the next part of the line.
func (s *splitter) next() error {
	switch c := s.take(); c {
	case ' ', '\t', '\n':
		s.endWord()
	case '\'':
		return s.single()
	case '"':
		return s.double()
	case '\\':
		return s.escaped()
	default:
		s.add(string([]byte{c}))
	}
	return nil
}

// single reads up to the closing quote. No character is special before it.
func (s *splitter) single() error {
	inner, rest, closed := strings.Cut(s.rest, "'")
	if !closed {
		return errors.New("a ' is not closed")
	}
	s.add(inner)
	s.rest = rest
	return nil
}

// double reads up to the closing quote. A backslash counts only before the characters
// that are special to a shell within double quotes.
func (s *splitter) double() error {
	s.add("")
	for s.rest != "" {
		c := s.take()
		if c == '"' {
			return nil
		}
		if c == '\\' && s.rest != "" && strings.IndexByte("$`\"\\\n", s.rest[0]) >= 0 {
			if c = s.take(); c == '\n' {
				continue
			}
		}
		s.add(string([]byte{c}))
	}
	return errors.New(`a " is not closed`)
}

// escaped reads the character after a backslash. A backslash at the end of a line
// joins it with the next.
func (s *splitter) escaped() error {
	if s.rest == "" {
		return errors.New(`nothing follows the \ at the end`)
	}
	if c := s.take(); c != '\n' {
		s.add(string([]byte{c}))
	}
	return nil
}
