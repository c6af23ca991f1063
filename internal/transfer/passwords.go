package transfer

import (
	"maps"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/secret"
	"github.com/seed-491dada8/sandbox/internal/textfile"
	"github.com/seed-491dada8/sandbox/internal/volumes"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/stack"
)

// passwordName matches the name of a variable with the password of a database.
var passwordName = regexp.MustCompile(`(?i)(^|_)(password|passwd|pwd)$`)

// loginsOf returns the passwords that a configuration gives to the databases in the named
// volumes, by service and variable, such as "db POSTGRES_PASSWORD". A database sets them
// when its volume is new, and keeps them with its data.
func loginsOf(config compose.Config, names []string) map[string]string {
	logins := make(map[string]string)
	for service := range volumes.Databases(config, names) {
		for name, value := range config.Services[service].Environment {
			if value != nil && *value != "" && passwordName.MatchString(name) {
				logins[service+" "+name] = *value
			}
		}
	}
	return logins
}

// passwordsOf returns the variables of an instance that hold the passwords of its databases:
// those of .env.sandbox, and those of .env that are a login.
func passwordsOf(w workspace.Workspace, logins map[string]string) (map[string]string, error) {
	text, err := textfile.Read(filepath.Join(w.Instance.Dir, instance.File))
	if err != nil {
		return nil, err
	}
	variables, err := instance.Parse(string(text))
	if err != nil {
		return nil, err
	}
	known := slices.Collect(maps.Values(logins))
	isLogin := func(name, value string) bool { return secret.Named(name) && slices.Contains(known, value) }
	passwords := make(map[string]string)
	for name, value := range derived.Dotenv(w.Instance.Dir) {
		if isLogin(name, value) {
			passwords[name] = value
		}
	}
	for name, value := range variables {
		if value != "" && (passwordName.MatchString(name) || isGenerated(w.Stack, name) || isLogin(name, value)) {
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

// changedPasswords returns the passwords of copied data that an instance has otherwise.
func changedPasswords(in instance.Instance, passwords map[string]string) (changed []instance.Variable) {
	effective := derived.Dotenv(in.Dir)
	if effective == nil {
		effective = make(map[string]string)
	}
	maps.Copy(effective, in.Variables)
	for _, name := range slices.Sorted(maps.Keys(passwords)) {
		if effective[name] != passwords[name] {
			changed = append(changed, instance.Variable{Name: name, Value: passwords[name]})
		}
	}
	return changed
}

// takePasswords writes the passwords of copied data into the file of the instance that
// has the copy now.
func takePasswords(in instance.Instance, passwords map[string]string) error {
	changed := changedPasswords(in, passwords)
	if len(changed) == 0 {
		return nil
	}
	if err := instance.Set(in.Dir, changed); err != nil {
		return err
	}
	return identity.KeepFile(in.Dir, in.Key)
}
