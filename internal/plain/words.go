package plain

import "fmt"

// Plural returns a number of things, such as "1 container" or "2 containers".
func Plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// Short returns a name for a message, cut if it is very long.
func Short(name string) string {
	if runes := []rune(name); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return name
}
