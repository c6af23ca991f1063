package terminal

import (
	"regexp"
	"slices"
	"strings"
)

// gap stands for what was cut from a name.
const gap = "…"

// word matches a word of a name with the separator behind it.
var word = regexp.MustCompile(`[^-_./]*[-_./]|[^-_./]+`)

// Shorten cuts names to a width where they differ least, so that they stay apart. It cuts
// the words that most of the names have: of worker-import-orders and worker-import-items,
// the first.
func Shorten(names []string, columns int) []string {
	common := make(map[string]int) // how many names have a word
	for _, name := range names {
		for _, w := range word.FindAllString(name, -1) {
			common[w]++
		}
	}
	var short []string
	for _, name := range names {
		cut := cutWords(name, columns, common)
		if Width(name) > columns && (Width(cut) > columns || slices.Contains(short, cut)) {
			cut = cutApart(name, columns, short)
		}
		short = append(short, cut)
	}
	return short
}

// cutWords cuts the commonest words of a name until it has the width, but not the last
// word that is left.
func cutWords(name string, columns int, common map[string]int) string {
	words := word.FindAllString(name, -1)
	for left := len(words); left > 1 && Width(join(words)) > columns; left-- {
		commonest := -1
		for i, w := range words {
			if w != gap && (commonest < 0 || common[w] > common[words[commonest]]) {
				commonest = i
			}
		}
		words[commonest] = gap
	}
	return join(words)
}

// join returns words as a name, in which gaps side by side are one.
func join(words []string) string {
	return strings.Join(slices.CompactFunc(slices.Clone(words), func(a, b string) bool { return a == gap && b == gap }), "")
}

// cutApart cuts a name in its middle, or elsewhere if another name is short for the same.
func cutApart(name string, columns int, short []string) string {
	text := []rune(name)
	cut := len(text) - columns + 1
	if columns < 2 || cut < 1 || cut > len(text) {
		return Cut(name, columns)
	}
	middle := (len(text) - cut) / 2
	for shift := range len(text) - cut + 1 {
		from := (middle + shift) % (len(text) - cut + 1)
		if text := string(text[:from]) + gap + string(text[from+cut:]); !slices.Contains(short, text) {
			return text
		}
	}
	return Cut(name, columns)
}
