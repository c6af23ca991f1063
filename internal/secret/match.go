package secret

import "strings"

// matcher finds all secrets in one pass over a text, with the Aho-Corasick
// automaton. Its time does not depend on the number of secrets.
type matcher struct {
	states []state
	first  [256]int // the states after one byte
}

// state represents the longest beginning of a secret with which the text read so
// far ends.
type state struct {
	next    map[byte]int // the states for one byte more
	shorter int          // the state for the next shorter beginning
	longest int          // length of the longest secret with which the text ends
}

// newMatcher returns a matcher for the secrets, which must not be empty strings. It
// returns nil if there are none.
func newMatcher(secrets []string) *matcher {
	if len(secrets) == 0 {
		return nil
	}
	m := &matcher{states: []state{{next: make(map[byte]int)}}}
	for _, secret := range secrets {
		m.add(secret)
	}
	m.link()
	return m
}

func (m *matcher) add(secret string) {
	at := 0
	for i := range len(secret) {
		next, known := m.states[at].next[secret[i]]
		if !known {
			next = len(m.states)
			m.states = append(m.states, state{next: make(map[byte]int)})
			m.states[at].next[secret[i]] = next
		}
		at = next
	}
	m.states[at].longest = len(secret)
}

// link sets the next shorter beginning of each state, breadth first.
func (m *matcher) link() {
	queue := []int{0}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for b, next := range m.states[at].next {
			queue = append(queue, next)
			if at == 0 {
				m.first[b] = next
				continue
			}
			s := &m.states[next]
			s.shorter = m.step(m.states[at].shorter, b)
			s.longest = max(s.longest, m.states[s.shorter].longest)
		}
	}
}

// step returns the state after the next byte of the text.
func (m *matcher) step(at int, b byte) int {
	for at != 0 {
		if next, found := m.states[at].next[b]; found {
			return next
		}
		at = m.states[at].shorter
	}
	return m.first[b]
}

// stretch is a part of a text to hide: a login, or secrets that touch or overlap.
type stretch struct{ start, end int }

// hide returns text with [Hidden] in place of the secrets.
func (m *matcher) hide(text string) string {
	if m == nil {
		return text
	}
	var found []stretch
	at := 0
	for i := range len(text) {
		at = m.step(at, text[i])
		if length := m.states[at].longest; length > 0 {
			found = joined(found, stretch{i + 1 - length, i + 1})
		}
	}
	return hide(text, found)
}

// hide returns text with [Hidden] in place of each stretch.
func hide(text string, hidden []stretch) string {
	if len(hidden) == 0 {
		return text
	}
	var out strings.Builder
	shown := 0
	for _, s := range hidden {
		out.WriteString(text[shown:s.start] + Hidden)
		shown = s.end
	}
	out.WriteString(text[shown:])
	return out.String()
}

// joined appends a stretch that ends last, merged with the stretches that it
// touches.
func joined(hidden []stretch, last stretch) []stretch {
	for n := len(hidden); n > 0 && hidden[n-1].end >= last.start; n = len(hidden) {
		last.start = min(last.start, hidden[n-1].start)
		hidden = hidden[:n-1]
	}
	return append(hidden, last)
}
