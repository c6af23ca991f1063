// Package shell writes and reads words as a POSIX shell does, without one.
package shell

import (
	"errors"
	"regexp"
	"strings"
)

// Quote is text as one word that a shell takes literally, whatever it holds.
func Quote(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

var name = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// IsName tells whether a shell's variable can have that name.
func IsName(text string) bool { return name.MatchString(text) }

// Split is a line's words. Quotes and backslashes mean what they mean to a
// shell; nothing else does: no $, no *, no #, no ; is special.
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

// splitter is how far a line is read.
type splitter struct {
	rest  string
	words []string
	word  strings.Builder
	open  bool // a word has begun, perhaps an empty one
}

func (s *splitter) endWord() {
	if s.open {
		s.words = append(s.words, s.word.String())
	}
	s.word.Reset()
	s.open = false
}

func (s *splitter) take() byte {
	c := s.rest[0]
	s.rest = s.rest[1:]
	return c
}

func (s *splitter) add(text string) {
	s.word.WriteString(text)
	s.open = true
}

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

// single reads up to the closing quote, where nothing is special.
func (s *splitter) single() error {
	inner, rest, closed := strings.Cut(s.rest, "'")
	if !closed {
		return errors.New("a ' is not closed")
	}
	s.add(inner)
	s.rest = rest
	return nil
}

// double reads up to the closing quote. A backslash counts only before what is
// special to a shell there.
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

// escaped reads the character after a backslash. A line that is broken by one
// goes on.
func (s *splitter) escaped() error {
	if s.rest == "" {
		return errors.New(`nothing follows the \ at the end`)
	}
	if c := s.take(); c != '\n' {
		s.add(string([]byte{c}))
	}
	return nil
}
