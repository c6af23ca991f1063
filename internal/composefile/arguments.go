package composefile

import (
	"slices"
	"strings"
)

// Arguments returns the arguments that the service gives to its image's program. It
// is not ok if they cannot be known: another program may be started first.
func (s Service) Arguments(program ...string) (arguments []string, ok bool) {
	command := s.Command
	switch {
	case len(s.Entrypoint) > 0:
		return nil, false
	case len(command) == 0 || strings.HasPrefix(command[0], "-"):
		return command, true
	}
	return command[1:], slices.Contains(program, command[0])
}

// HasFlag reports whether one of the flags is among arguments, as -flag, -flag=value or
// --flag. Flags are given without dashes.
func HasFlag(arguments []string, flags ...string) bool {
	return slices.ContainsFunc(arguments, func(argument string) bool { return slices.Contains(flags, flagOf(argument)) })
}

// Flag returns the value of a flag, as -flag value or -flag=value.
func Flag(arguments []string, flag string) string {
	for i, text := range arguments {
		if flagOf(text) != flag {
			continue
		}
		if _, value, joined := strings.Cut(text, "="); joined {
			return value
		}
		if i+1 < len(arguments) {
			return arguments[i+1]
		}
	}
	return ""
}

// flagOf returns the name of a flag, "" for what is none.
func flagOf(argument string) string {
	name, _, _ := strings.Cut(strings.TrimLeft(argument, "-"), "=")
	if !strings.HasPrefix(argument, "-") {
		return ""
	}
	return name
}
