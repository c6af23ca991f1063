// Package completion completes the command lines of a program with targets in a shell.
package completion

import (
	"regexp"
	"slices"
	"strings"
)

// Target is a target of the program.
type Target struct {
	Name, Does string
	Takes      []string // names of its arguments, which stand before its flags
	Flags      []Flag
}

// Flag is a flag of a target.
type Flag struct {
	Name, Does string
	Switch     bool // true if the flag needs no value
}

// Program is the program whose command lines are completed.
type Program struct {
	Targets []Target
	Flags   []Flag // flags without a target
	// Values returns the known values of a flag or an argument, by its name. It is passed
	// the values of the flags before it: -instance=ID decides which services there are.
	Values map[string]func(given map[string]string) []string
}

// Offer is a word that may stand at the end of a command line. A word that ends with an
// equals sign waits for a value.
type Offer struct{ Word, Does string }

// Offers returns the words that may replace the last one. The words are those after the
// program's name; the last one may be empty.
func (p Program) Offers(words []string) []Offer {
	if len(words) == 0 {
		words = []string{""}
	}
	last := words[len(words)-1]
	var offers []Offer
	switch at := p.read(words[:len(words)-1]); {
	case len(at.missing) > 0:
		offers = p.values("", at.missing[0], at.given)
	case strings.HasPrefix(last, "-") && strings.Contains(last, "="):
		offers = p.valuesOf(at, last)
	default:
		offers = flags(at.flags)
		if last != "" || !at.afterTarget {
			offers = append(offers, p.targets()...)
		}
	}
	return slices.DeleteFunc(offers, func(o Offer) bool { return !strings.HasPrefix(o.Word, last) })
}

// position is where a command line ends.
type position struct {
	afterTarget bool
	missing     []string          // arguments that the target still needs
	flags       []Flag            // flags that may follow
	given       map[string]string // values of the flags before it
}

// read returns the position after the words.
func (p Program) read(words []string) position {
	at := position{flags: p.Flags, given: make(map[string]string)}
	for _, word := range words {
		switch {
		case len(at.missing) > 0:
			at.missing = at.missing[1:]
		case strings.HasPrefix(word, "-"):
			name, value, _ := strings.Cut(word, "=")
			at.given[name[1:]] = value
			at.flags = slices.DeleteFunc(slices.Clone(at.flags), func(f Flag) bool { return "-"+f.Name == name })
		default:
			t := p.target(word)
			at = position{true, t.Takes, t.Flags, at.given}
		}
	}
	return at
}

// target returns the target of a name, in its short form or as a magefile has it, and the
// zero Target for an unknown name.
func (p Program) target(name string) Target {
	name = strings.TrimPrefix(strings.ToLower(name), "sandbox:")
	for _, t := range p.Targets {
		if t.Name == name {
			return t
		}
	}
	return Target{}
}

func (p Program) targets() (offers []Offer) {
	for _, t := range p.Targets {
		offers = append(offers, Offer{t.Name, t.Does})
	}
	return offers
}

func flags(flags []Flag) (offers []Offer) {
	for _, f := range flags {
		word := "-" + f.Name
		if !f.Switch {
			word += "="
		}
		offers = append(offers, Offer{word, f.Does})
	}
	return offers
}

// valuesOf returns the offers for a flag whose value has begun. A value may be a list that
// commas separate.
func (p Program) valuesOf(at position, word string) []Offer {
	name, value, _ := strings.Cut(word, "=")
	if !slices.ContainsFunc(at.flags, func(f Flag) bool { return "-"+f.Name == name && !f.Switch }) {
		return nil
	}
	list := value[:strings.LastIndex(value, ",")+1]
	return p.values(name+"="+list, name[1:], at.given)
}

// plain matches the values that every shell takes as one word.
var plain = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9._-]*$`)

// values returns the known values of a flag or an argument, each after a prefix.
func (p Program) values(prefix, name string, given map[string]string) (offers []Offer) {
	known := p.Values[name]
	if known == nil {
		return nil
	}
	for _, value := range known(given) {
		if plain.MatchString(value) {
			offers = append(offers, Offer{Word: prefix + value})
		}
	}
	return offers
}
