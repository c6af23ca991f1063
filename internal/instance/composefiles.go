package instance

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// ComposeVariables returns the variables that point a bare `docker compose`, run in
// any directory, at the instance's own files and at the files in more, which are
// merged last. Call [Instance.FindComposeFile] first. The values stay in these
// files, because some are secrets.
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

// absolute returns the absolute path of a file. Standard input and URLs stay as
// they are.
func (in Instance) absolute(file string) string {
	if file == "-" || strings.Contains(file, "://") || filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(in.Dir, file)
}

// separatorFor returns a separator that occurs in none of the paths.
func separatorFor(files []string) string {
	for _, separator := range []string{string(os.PathListSeparator), ";", "|", "\t"} {
		if !slices.ContainsFunc(files, func(file string) bool { return strings.Contains(file, separator) }) {
			return separator
		}
	}
	return "\n"
}

// envFiles returns the env files for Compose: those that it would read anyway, such
// as the .env beside the first Compose file, and then the instance's own, which
// wins. The list is separated by commas, so a path with a comma in it is made
// relative to the instance's directory.
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
