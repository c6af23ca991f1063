package secret

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
)

// minLine is the length of the shortest line of a secret that is also hidden alone,
// in bytes.
const minLine = 8

// secretsOf returns the secrets in a variable: its value, if the name says so, and
// the passwords of the URLs in it.
func secretsOf(name, value string) []string {
	secrets := passwords(value)
	if Named(name) {
		secrets = append(secrets, wholly(value)...)
	}
	return spelt(secrets)
}

// wholly returns a value that is a secret, and its lines. A switch is none.
func wholly(value string) []string {
	if isSwitch(value) {
		return nil
	}
	secrets := []string{value}
	if lines := strings.FieldsFunc(value, func(r rune) bool { return r == '\n' || r == '\r' }); len(lines) > 1 {
		for _, line := range lines {
			if line = strings.TrimSpace(line); len(line) >= minLine {
				secrets = append(secrets, line)
			}
		}
	}
	return secrets
}

// spelt returns the spellings of the secrets that are long enough to hide.
func spelt(secrets []string) []string {
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

// spellings returns a secret in the forms that other texts use: decoded and encoded
// as in URLs, quoted as in JSON, and with each $ doubled as in Compose files.
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

// unreserved decodes the characters that JavaScript's encodeURIComponent leaves
// alone.
var unreserved = strings.NewReplacer("%21", "!", "%27", "'", "%28", "(", "%29", ")", "%2A", "*")

var percent = regexp.MustCompile(`%[0-9A-F]{2}`)

// lowerHex returns a percent-encoded text with lower-case hexadecimal digits.
func lowerHex(encoded string) string { return percent.ReplaceAllStringFunc(encoded, strings.ToLower) }

// quoted returns text as it appears inside a JSON string.
func quoted(text string, escapeHTML bool) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(escapeHTML)
	_ = encoder.Encode(text) // a string always encodes
	return strings.TrimSuffix(strings.TrimPrefix(out.String(), `"`), "\"\n")
}
