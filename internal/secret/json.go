package secret

import (
	"bytes"
	"encoding/json"
	"strings"
)

// JSON returns a document of docker's without the secrets. It hides the value of
// every environment variable, regardless of its name.
func (m Mask) JSON(document []byte) ([]byte, error) {
	var tree any
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	if err := decoder.Decode(&tree); err != nil {
		return nil, err
	}
	return json.MarshalIndent(m.walk(tree), "", "  ")
}

func (m Mask) walk(node any) any {
	switch node := node.(type) {
	case map[string]any:
		for key, value := range node {
			text, isText := value.(string)
			switch {
			case key == "environment" || key == "Env" || key == "args": // the names that Compose and the engine use
				node[key] = hideEnvironment(value)
			case strings.HasPrefix(key, "x-"), isText && Named(key) && !isSwitch(text): // an extension may hold an environment
				node[key] = Hidden
			default:
				node[key] = m.walk(value)
			}
		}
	case []any:
		for i, value := range node {
			node[i] = m.walk(value)
		}
	case string:
		return m.argument(node)
	}
	return node
}

// argument returns a command-line argument without the secrets, such as x in
// --token=x.
func (m Mask) argument(text string) string {
	if name, value, found := strings.Cut(text, "="); found && !strings.ContainsAny(name, " \n") && Named(name) && !isSwitch(value) {
		return name + "=" + Hidden
	}
	return m.Text(text)
}

// hideEnvironment keeps the names of NAME=value lists and of maps, and hides
// everything else.
func hideEnvironment(node any) any {
	switch node := node.(type) {
	case map[string]any:
		for name := range node {
			node[name] = Hidden
		}
	case []any:
		for i, entry := range node {
			text, _ := entry.(string)
			name, _, _ := strings.Cut(text, "=")
			node[i] = name + "=" + Hidden
		}
	case nil:
	default:
		return Hidden
	}
	return node
}
