// Package secret decides what is a secret, and hides it in texts and documents.
package secret

import (
	"regexp"
	"slices"
	"strings"
)

// Hidden replaces a secret in a text.
const Hidden = "***"

// minLength is the length of the shortest secret to hide in texts, in bytes. A
// shorter one would also hide parts of ordinary words.
const minLength = 4

var (
	// named matches the names of variables that hold a secret.
	named = regexp.MustCompile(`(?i)passw|passphrase|passcode|(^|[_.-])pass$|[_.-]pwd$|secret|token|credential|private|api[_-]?key|[_-]key$|(^|[_-])dsn$|authoriz`)

	// authName matches the names of variables that hold a secret or a setting of a
	// login. It does not match AUTHOR and AUTHORITY.
	authName = regexp.MustCompile(`(?i)jwt|auth($|[^o]|o$|o[^r])`)

	// setting matches the end of a name that describes a login without being its
	// secret.
	setting = regexp.MustCompile(`(?i)[_.-](method|mode|type|provider|role|enabled|disabled|required|url|uri|host|port|name|user|username|domain|realm|issuer|audience|algorithm|alg|ttl|timeout|expiry|file|path|dir)$`)
)

// port matches the names of variables that hold a port, such as TOKEN_PORT. Those of ports
// that no variable of the Compose file sets begin with SANDBOX_PORT_.
var port = regexp.MustCompile(`(?i)^SANDBOX_PORT_|[_.-]port$`)

// switches are values that turn something on or off, or mean none. They are never
// secrets.
var switches = []string{"true", "false", "none", "null", "enabled", "disabled"}

// Named reports whether a variable of this name holds a secret.
func Named(name string) bool {
	if port.MatchString(name) {
		return false
	}
	return named.MatchString(name) || authName.MatchString(name) && !setting.MatchString(name)
}

// Mask hides the secrets of an instance. The zero value hides only logins in
// URLs.
type Mask struct {
	all     []string // every secret, in all its spellings
	secrets *matcher
	starred bool // a secret contains a part of [Hidden]
}

// NewMask returns a mask that hides the secrets among the variables, in all their
// spellings.
func NewMask(variables ...map[string]string) Mask {
	var secrets []string
	for _, values := range variables {
		for name, value := range values {
			secrets = append(secrets, secretsOf(name, value)...)
		}
	}
	return maskOf(secrets)
}

// With returns a mask that hides the values, too, whatever their variables are named.
func (m Mask) With(values ...string) Mask {
	secrets := slices.Clone(m.all)
	for _, value := range values {
		secrets = append(secrets, spelt(append(passwords(value), wholly(value)...))...)
	}
	return maskOf(secrets)
}

func maskOf(secrets []string) Mask {
	slices.Sort(secrets)
	secrets = slices.Compact(secrets)
	starred := slices.ContainsFunc(secrets, func(secret string) bool { return strings.Contains(secret, "*") })
	return Mask{secrets, newMatcher(secrets), starred}
}

// Hides reports whether a variable must not be shown, because of its name or
// because its value contains a secret.
func (m Mask) Hides(name, value string) bool {
	return Named(name) && !isSwitch(value) || m.Text(value) != value
}

// Text returns text without the secrets.
func (m Mask) Text(text string) string {
	for {
		hidden := m.secrets.hide(text)
		hidden = hide(hidden, logins(hidden))
		if !m.starred || hidden == text {
			return hidden
		}
		text = hidden // the replacement may have completed another secret
	}
}

func isSwitch(value string) bool { return slices.Contains(switches, strings.ToLower(value)) }
