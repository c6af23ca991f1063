package derive

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/shell"
)

// errUnread is the error of a healthcheck that cannot be asked from outside.
var errUnread = errors.New("a healthcheck that only the container can run")

// request is an HTTP request that a healthcheck makes inside its container.
type request struct {
	Port int
	Path string // begins with a slash
	// Lenient says that a status such as 404 passes, as it does for curl without --fail.
	Lenient bool
}

// quiet lists the options of curl and wget that change nothing of what is asked.
// Those in withValue take the next word.
var (
	quiet = []string{
		"-f", "--fail", "-s", "--silent", "-S", "--show-error", "-sS", "-fs", "-sf", "-fsS", "-sSf", "-fSs", "-L", "--location", "-fsSL", "-fL", "-sfL",
		"-q", "--quiet", "-nv", "--no-verbose", "--spider", "-qO-", "-O-", "-g", "-4",
	}
	withValue = []string{"-o", "--output", "-O", "-m", "--max-time", "--connect-timeout", "--retry", "-t", "--tries", "-T", "--timeout"}
)

// httpRequest returns the request that a healthcheck makes with curl or wget.
// The error is [errUnread] for anything else.
func httpRequest(check *composefile.Healthcheck) (request, error) {
	words, err := commandOf(check)
	if err != nil || len(words) < 2 {
		return request{}, errUnread
	}
	program := words[0][strings.LastIndexByte(words[0], '/')+1:]
	if program != "curl" && program != "wget" {
		return request{}, errUnread
	}
	address := ""
	for rest := words[1:]; len(rest) > 0; rest = rest[1:] {
		name, _, joined := strings.Cut(rest[0], "=")
		switch {
		case slices.Contains(withValue, name) && joined, slices.Contains(quiet, rest[0]):
		case slices.Contains(withValue, name) && len(rest) > 1:
			rest = rest[1:]
		case strings.HasPrefix(rest[0], "-") || address != "":
			return request{}, errUnread
		default:
			address = rest[0]
		}
	}
	asked, err := parseAddress(address)
	asked.Lenient = program == "curl" && !slices.ContainsFunc(words[1:], failsOnError)
	return asked, err
}

// failsOnError reports whether a word of a curl command is --fail, or has -f among its letters.
func failsOnError(word string) bool {
	isShort := strings.HasPrefix(word, "-") && !strings.HasPrefix(word, "--")
	return word == "--fail" || isShort && strings.Contains(word, "f")
}

// commandOf returns the words of a healthcheck's command. Of a shell's line only
// one command is read, with `|| exit 1` behind it or not.
func commandOf(check *composefile.Healthcheck) ([]string, error) {
	if !check.Enabled() {
		return nil, errUnread
	}
	if check.Test[0] == "CMD" {
		return check.Test[1:], nil
	}
	line := strings.Join(check.Test[1:], " ")
	if before, after, _ := strings.Cut(line, "||"); slices.Contains([]string{"exit 1", "false"}, strings.TrimSpace(after)) {
		line = before
	}
	if strings.ContainsAny(line, "|&;<>$`(){}*?!~\n") {
		return nil, errUnread
	}
	return shell.Split(line)
}

func parseAddress(address string) (request, error) {
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	parsed, err := url.Parse(address)
	if err != nil || parsed.Scheme != "http" || parsed.User != nil || !slices.Contains([]string{"localhost", "127.0.0.1", "::1", "0.0.0.0"}, parsed.Hostname()) {
		return request{}, errUnread
	}
	port := 80
	if text := parsed.Port(); text != "" {
		if port, err = strconv.Atoi(text); err != nil {
			return request{}, errUnread
		}
	}
	path := parsed.RequestURI()
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return request{Port: port, Path: path}, nil
}

// CheckedPort returns the port on which a healthcheck asks over HTTP, 0 if it does not.
func CheckedPort(check *composefile.Healthcheck) int {
	if !check.Enabled() {
		return 0
	}
	request, err := httpRequest(check)
	if err != nil {
		return 0
	}
	return request.Port
}
