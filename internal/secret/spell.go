package secret

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
)

// minLine is the length of the shortest line of a secret that is hidden by
// itself, in bytes.
const minLine = 8

// secretsOf returns what is to be hidden of a variable: its value, if the name
// says that it is a secret, and the passwords of the URLs in it.
func secretsOf(name, value string) []string {
	secrets := passwords(value)
	if Named(name) && !isSwitch(value) {
		secrets = append(secrets, value)
		if lines := strings.FieldsFunc(value, func(r rune) bool { return r == '\n' || r == '\r' }); len(lines) > 1 {
			for _, line := range lines {
				if line = strings.TrimSpace(line); len(line) >= minLine {
					secrets = append(secrets, line)
				}
			}
		}
	}
	var spelt []string
	for _, secret := range secrets {
		for _, spelling := range spellings(secret) {
			if len(spelling) >= minLength && len(secret) >= minLength {
				spelt = append(spelt, spelling)
			}
		}
	}
	return spelt
}

// passwords returns the passwords in the URLs of a value.
func passwords(value string) []string {
	var found []string
	for _, login := range logins(value) {
		userinfo := value[login.start:login.end]
		if _, password, both := strings.Cut(userinfo, ":"); both {
			userinfo = password
		}
		if !isSwitch(userinfo) {
			found = append(found, userinfo)
		}
	}
	return found
}

// spellings returns a secret as it stands in other texts: decoded and encoded as
// in URLs, quoted as in JSON, and with each $ doubled as in Compose files.
func spellings(secret string) []string {
	spelt := []string{secret}
	if decoded, err := url.PathUnescape(secret); err == nil {
		spelt = append(spelt, decoded)
	}
	for _, plain := range spelt {
		query, path := url.QueryEscape(plain), url.PathEscape(plain)
		component := strings.ReplaceAll(query, "+", "%20")
		userinfo := strings.TrimPrefix(url.UserPassword("", plain).String(), ":")
		for _, encoded := range []string{query, path, component, userinfo, unreserved.Replace(component)} {
			spelt = append(spelt, encoded, lowerHex(encoded))
		}
		for _, text := range []string{plain, strings.ReplaceAll(plain, "$", "$$")} {
			spelt = append(spelt, text, quoted(text, true), quoted(text, false))
		}
	}
	return spelt
}

// unreserved decodes what JavaScript's encodeURIComponent leaves as it is.
var unreserved = strings.NewReplacer("%21", "!", "%27", "'", "%28", "(", "%29", ")", "%2A", "*")

var percent = regexp.MustCompile(`%[0-9A-F]{2}`)

// lowerHex returns a percent-encoded text with small hexadecimal digits.
func lowerHex(encoded string) string { return percent.ReplaceAllStringFunc(encoded, strings.ToLower) }

// quoted returns text as it stands between the quotes of a JSON string.
func quoted(text string, escapeHTML bool) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(escapeHTML)
	_ = encoder.Encode(text) // a string can always be encoded
	return strings.TrimSuffix(strings.TrimPrefix(out.String(), `"`), "\"\n")
}
