package instance

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// ComposeVariables are those that lead a bare `docker compose`, run in any
// directory, to the instance's own files once [Instance.FindComposeFile] has
// found them, and to more files that are merged after those. It reads there what is
// not to be shown, the password above all.
func (in Instance) ComposeVariables(more ...string) map[string]string {
	files := in.composeFiles()
	for _, file := range more {
		files = append(files, in.absolute(file))
	}
	separator := separatorFor(files)
	return map[string]string{
		"COMPOSE_FILE":           strings.Join(files, separator),
		"COMPOSE_PATH_SEPARATOR": separator,
		"COMPOSE_ENV_FILES":      strings.Join(in.envFiles(files[0]), ","),
	}
}

func (in Instance) composeFiles() []string {
	var files []string
	for _, file := range strings.Split(in.Variables["COMPOSE_FILE"], in.Variables["COMPOSE_PATH_SEPARATOR"]) {
		files = append(files, in.absolute(file))
	}
	return files
}

// absolute leaves alone what is no path: standard input, and the address of a
// Compose file elsewhere.
func (in Instance) absolute(file string) string {
	if file == "-" || strings.Contains(file, "://") || filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(in.Dir, file)
}

// separatorFor is one that no file's path holds.
func separatorFor(files []string) string {
	for _, separator := range []string{string(os.PathListSeparator), ";", "|", "\t"} {
		if !slices.ContainsFunc(files, func(file string) bool { return strings.Contains(file, separator) }) {
			return separator
		}
	}
	return "\n"
}

// envFiles are what Compose reads: what it would read by itself, the .env beside
// the first Compose file, and the instance's own, which wins. They cannot be
// told with a comma in a path, but as seen from the instance's directory.
func (in Instance) envFiles(composeFile string) []string {
	var files []string
	if named := in.Variables["COMPOSE_ENV_FILES"]; named != "" {
		files = strings.Split(named, ",")
	} else if beside := filepath.Join(filepath.Dir(composeFile), ".env"); isFile(beside) {
		files = []string{beside}
	}
	files = append(files, File)
	for i, file := range files {
		if path := in.absolute(file); !strings.Contains(path, ",") {
			files[i] = path
		} else if relative, err := filepath.Rel(in.Dir, path); err == nil {
			files[i] = relative
		}
	}
	return files
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
