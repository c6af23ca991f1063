package transfer

import (
	"path/filepath"
	"regexp"

	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/stack"
)

// passwordName matches the name of a variable with the password of a database.
var passwordName = regexp.MustCompile(`(?i)(^|_)(password|passwd|pwd)$`)

// passwordsOf returns the passwords in the file of an instance: the databases keep them
// with their data.
func passwordsOf(w workspace.Workspace) (map[string]string, error) {
	text, err := textfile.Read(filepath.Join(w.Instance.Dir, instance.File))
	if err != nil {
		return nil, err
	}
	variables, err := instance.Parse(string(text))
	if err != nil {
		return nil, err
	}
	passwords := make(map[string]string)
	for name, value := range variables {
		if value != "" && (passwordName.MatchString(name) || isGenerated(w.Stack, name)) {
			passwords[name] = value
		}
	}
	return passwords, nil
}

// isGenerated reports whether a new .env.sandbox has a random value for a variable.
func isGenerated(s stack.Stack, name string) bool {
	for _, v := range s.Variables {
		if v.Name == name {
			return v.Value == ""
		}
	}
	return false
}

// takePasswords writes the passwords of copied data into the file of the instance that
// has the copy now.
func takePasswords(in instance.Instance, passwords map[string]string) error {
	var changed []instance.Variable
	for name, value := range passwords {
		if in.Variables[name] != value {
			changed = append(changed, instance.Variable{Name: name, Value: value})
		}
	}
	if len(changed) == 0 {
		return nil
	}
	if err := instance.Set(in.Dir, changed); err != nil {
		return err
	}
	return identity.KeepFile(in.Dir, in.Key)
}
