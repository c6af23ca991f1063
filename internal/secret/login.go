package secret

import (
	"regexp"
	"strings"
)

// userinfo matches what stands before the host of a URL.
var userinfo = regexp.MustCompile("://[^/\\s\"<>`]+@")

// logins returns where a text's URLs hold a user with a password, or a token in
// the place of the user, which is a custom of http and https.
func logins(text string) []stretch {
	if !strings.Contains(text, "@") {
		return nil
	}
	var found []stretch
	for _, match := range userinfo.FindAllStringIndex(text, -1) {
		login := stretch{match[0] + len("://"), match[1] - len("@")}
		before := text[:match[0]]
		if strings.Contains(text[login.start:login.end], ":") || strings.HasSuffix(before, "http") || strings.HasSuffix(before, "https") {
			found = append(found, login)
		}
	}
	return found
}
