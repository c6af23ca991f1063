package evidence

import (
	"cmp"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

const masked = "***"

// Mask hides the secrets of an instance.
type Mask struct{ secrets []string }

// A variable of such a name holds a secret.
var secretName = regexp.MustCompile(`(?i)password|passwd|secret|token|credential|private|_key$`)

// What stands between the user's name and the host of a URL is a password.
var login = regexp.MustCompile(`://[^/@\s]*:[^/@\s]+@`)

// NewMask hides the values of those variables whose names say that they are
// secret, wherever they stand.
func NewMask(variables ...map[string]string) Mask { return Mask{Secrets(variables...)} }

// Secrets are the values of the variables whose names say that they are secret,
// also as URLs, JSON and Compose spell them, the longest first: one may hold another.
func Secrets(variables ...map[string]string) []string {
	var secrets []string
	for _, some := range variables {
		for name, value := range some {
			if secretName.MatchString(name) && len(value) >= 4 && !slices.Contains(switches, strings.ToLower(value)) {
				quoted, _ := json.Marshal(value)
				secrets = append(secrets, value, url.QueryEscape(value), url.PathEscape(value),
					strings.Trim(string(quoted), `"`), strings.ReplaceAll(value, "$", "$$"))
			}
		}
	}
	slices.SortFunc(secrets, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return slices.Compact(secrets)
}

// switches are values by which a secret is asked for, or not: hidden everywhere,
// they would take texts apart.
var switches = []string{"true", "false", "none", "null"}

// Hides tells whether a variable's value is secret, or holds what is.
func (m Mask) Hides(name, value string) bool {
	return secretName.MatchString(name) || login.MatchString(value) || m.Text(value) != value
}

// Text is text without the secrets.
func (m Mask) Text(text string) string {
	for _, secret := range m.secrets {
		text = strings.ReplaceAll(text, secret, masked)
	}
	return text
}

// JSON is a document of docker's with every environment value masked, whatever
// the variable's name, and the secrets masked everywhere else.
func (m Mask) JSON(document []byte) ([]byte, error) {
	var tree any
	if err := json.Unmarshal(document, &tree); err != nil {
		return nil, err
	}
	return json.MarshalIndent(m.walk(tree), "", "  ")
}

func (m Mask) walk(node any) any {
	switch node := node.(type) {
	case map[string]any:
		for key, value := range node {
			_, isText := value.(string)
			switch {
			case key == "environment" || key == "Env" || key == "args": // as Compose and the engine call it
				node[key] = maskEnvironment(value)
			case strings.HasPrefix(key, "x-"), isText && secretName.MatchString(key): // an environment may come from an extension
				node[key] = masked
			default:
				node[key] = m.walk(value)
			}
		}
	case []any:
		for i, value := range node {
			node[i] = m.walk(value)
		}
	case string:
		return m.Text(node)
	}
	return node
}

// maskEnvironment keeps the names of NAME=value lists and of maps, and nothing
// of what is neither.
func maskEnvironment(node any) any {
	switch node := node.(type) {
	case map[string]any:
		for name := range node {
			node[name] = masked
		}
	case []any:
		for i, entry := range node {
			name, _, _ := strings.Cut(text(entry), "=")
			node[i] = name + "=" + masked
		}
	case nil:
	default:
		return masked
	}
	return node
}

func text(node any) string {
	s, _ := node.(string)
	return s
}
