// Package called puts commands into the form in which the user called the
// program.
package called

import (
	"cmp"
	"os"
	"regexp"
	"strings"
)

// Variable is the environment variable that passes the form on to the compiled
// targets: "go tool mage", for example. Unset means "mage".
const Variable = "SANDBOX_CALLED_AS"

// Program is the form of the program that has the targets without mage.
const Program = "sandbox"

// form is how the user called us. The variable is taken out of the environment, so that
// commands that we start do not inherit it.
var form = take()

func take() string {
	form := os.Getenv(Variable)
	_ = os.Unsetenv(Variable)
	return form
}

// Use sets the form, and returns a function that sets the former one again.
func Use(other string) (restore func()) {
	former := form
	form = other
	return func() { form = former }
}

// AsProgram reports whether the user called the program, which needs neither mage nor Go.
func AsProgram() bool { return form == Program }

// Module says that the module with the targets is in another directory than the project:
// `go tool mage` becomes `go -C tools/sandbox tool mage`.
func Module(dir string) {
	if form == "go tool mage" {
		form = "go -C " + dir + " tool mage"
	}
}

// instance is the instance that the user named, "" for the one in the directory.
var instance string

// At says that the user named an instance. Commands for that instance name it, too.
func At(name string) { instance = name }

// command matches a call of one or more of our targets, or of the list, as every text has it.
// A call by `go tool` is in its form already.
var command = regexp.MustCompile(`(?:tool )?\bmage (-l|(-h )?(sandbox:[a-z]+|setup|demo|up|gate|status|logs|down)( sandbox:[a-z]+)*)\b`)

// actsOnInstance matches a call of one target that takes -instance and no argument.
var actsOnInstance = regexp.MustCompile(`^(sandbox:)?(up|gate|status|logs|down|env|doctor|timings)$`)

// Text returns text in which each command is in the user's form: with
// "go tool mage" for the form, `mage sandbox:up` becomes `go tool mage sandbox:up`,
// with the program `sandbox up`. If the user named an instance, so does the command.
func Text(text string) string {
	if !strings.Contains(text, "mage ") {
		return text
	}
	return command.ReplaceAllStringFunc(text, func(call string) string {
		if strings.HasPrefix(call, "tool ") {
			return call
		}
		arguments := strings.TrimPrefix(call, "mage ")
		if instance != "" && actsOnInstance.MatchString(arguments) {
			arguments += " -instance=" + instance
		}
		if form == Program {
			arguments = strings.ReplaceAll(arguments, "sandbox:", "")
		}
		return cmp.Or(form, "mage") + " " + arguments
	})
}
