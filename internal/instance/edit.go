package instance

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// Append adds variables to the file of an instance. The file keeps its mode and is
// replaced atomically.
func Append(dir string, variables []Variable) error {
	return edit(dir, variables, func(content string) string { return content })
}

// Set gives variables in the file of an instance other values, and adds those that it
// lacks. The file keeps its mode and is replaced atomically.
func Set(dir string, variables []Variable) error {
	if len(variables) == 0 {
		return nil
	}
	return edit(dir, variables, func(content string) string { return without(content, variables) })
}

// edit changes the file of an instance, and appends variables to it.
func edit(dir string, variables []Variable, change func(content string) string) error {
	path, err := filepath.EvalSymlinks(filepath.Join(dir, File))
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	before, err := textfile.Read(path)
	if err != nil {
		return err
	}
	content := change(string(before))
	if content != "" && !strings.HasSuffix(content, "\n") {
		content += "\n"
	}
	for _, v := range variables {
		line, err := Line(v.Name, v.Value)
		if err != nil {
			return err
		}
		content += line + "\n"
	}
	return textfile.Replace(path, []byte(content), info.Mode().Perm())
}

// without returns the statements of a file that set none of the variables.
func without(content string, variables []Variable) string {
	var kept strings.Builder
	for content != "" {
		end := statementsEnd(content)
		set, err := parse(content[:end])
		isSet := func(v Variable) bool { _, found := set[v.Name]; return found }
		if err != nil || len(set) != 1 || !slices.ContainsFunc(variables, isSet) {
			kept.WriteString(content[:end])
		}
		content = content[end:]
	}
	return kept.String()
}
