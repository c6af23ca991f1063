package secret

import (
	"regexp"
	"strings"
)

// userinfo matches the part of a URL between :// and the @ before the host.
var userinfo = regexp.MustCompile("://[^/\\s\"<>`]+@")

// logins returns where the URLs in text hold a user with a password. For http and
// https, a lone user counts too: it is usually a token.
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
