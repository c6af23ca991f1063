// Package exitcode says in words what the exit codes of containers mean.
package exitcode

// Meaning returns what a container's exit code means by convention of the shell
// (126, 127, 128 plus a signal's number) or of the engine. It returns "" for other codes.
func Meaning(code int) string {
	switch code {
	case 0:
		return "without an error"
	case 1:
		return "a general error"
	case 2:
		return "wrong usage, or a Go panic"
	case 126:
		return "the command cannot be executed"
	case 127:
		return "command not found"
	case 137:
		return "killed by SIGKILL"
	case 139:
		return "SIGSEGV: invalid memory access"
	case 143:
		return "SIGTERM: it was asked to stop"
	}
	if name, known := signals[code-128]; known {
		return "ended by " + name
	}
	return ""
}

// signals are the names of signals by their number on Linux, which all containers use.
var signals = map[int]string{
	1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS",
	8: "SIGFPE", 10: "SIGUSR1", 12: "SIGUSR2", 13: "SIGPIPE", 14: "SIGALRM", 24: "SIGXCPU", 25: "SIGXFSZ", 31: "SIGSYS",
}
