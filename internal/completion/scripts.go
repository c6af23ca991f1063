package completion

import (
	"embed"
	"fmt"
)

//go:embed scripts
var scripts embed.FS

// Shells returns the shells that [Script] knows.
func Shells() []string { return []string{"bash", "zsh", "fish"} }

// Script returns the script that a shell evaluates to complete the program's command
// lines. The script calls the program, which writes a line for each offer: the word, a
// tab and what the word does.
func Script(shell string) (string, error) {
	script, err := scripts.ReadFile("scripts/sandbox." + shell)
	if err != nil {
		return "", fmt.Errorf("there is no completion for %q; name bash, zsh or fish", shell)
	}
	return string(script), nil
}
