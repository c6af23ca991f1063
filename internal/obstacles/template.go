package obstacles

// templateEndings are the endings of files that a repository has for people to copy.
var templateEndings = []string{".example", ".sample", ".template", ".dist"}

// templateOf returns the template of a file that does not exist, such as .env.example of
// .env; "" if the file exists or has none.
func templateOf(path string, isFile func(path string) bool) string {
	if isFile(path) {
		return ""
	}
	for _, ending := range templateEndings {
		if isFile(path + ending) {
			return path + ending
		}
	}
	return ""
}

// FromTemplate says how a file that does not exist is made from its template; "" if it has
// none.
func FromTemplate(path string, isFile func(path string) bool) string {
	template := templateOf(path, isFile)
	if path == "" || template == "" {
		return ""
	}
	return "copy its template " + template + " to " + path
}
