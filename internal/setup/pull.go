package setup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/proc"
)

// pullAll pulls the images and returns the errors for those for which no registry answered. A refusal is an error. A
// network failure is an error too if another registry answers, because stand-ins are for machines without any registry.
func (s supply) pullAll(ctx context.Context, images []Image) ([]*pullError, error) {
	var unreachable []*pullError
	silent := map[string]string{} // by registry, the client's error when it did not answer
	answered := false
	for _, image := range images {
		registry := registryOf(image.Reference)
		if failure, known := silent[registry]; known {
			unreachable = append(unreachable, &pullError{image, failure, noAnswer})
			continue
		}
		err := s.steps.Do("pulling "+image.Reference, func() error { return s.pull(ctx, image) })
		var failed *pullError
		switch {
		case err == nil:
			answered = true
		case errors.As(err, &failed) && failed.reason == noAnswer:
			s.steps.Say("images: %s does not answer", registry)
			silent[registry] = failed.said
			unreachable = append(unreachable, failed)
		case failed != nil:
			return nil, fmt.Errorf("%w; %sname another image as %s in %s",
				failed, cures[failed.reason], image.Variable, choicesPath(s.Home))
		default:
			return nil, err
		}
	}
	if answered && len(unreachable) > 0 {
		return nil, fmt.Errorf("%w; another registry answers, so fix the network to this one and run setup again",
			unreachable[0])
	}
	return unreachable, nil
}

// pull pulls one image and copies the docker client's progress to out.
func pull(ctx context.Context, out io.Writer, image Image) error {
	var stderr bytes.Buffer
	cmd := proc.Command(ctx, "docker", "pull", image.Reference)
	cmd.Stdout, cmd.Stderr = out, io.MultiWriter(out, &stderr)
	err := cmd.Run()
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	message := proc.LastLine(stderr.String())
	if message == "" {
		return fmt.Errorf("docker pull %s: %w", image.Reference, err)
	}
	return &pullError{image, message, classify(message)}
}

// registryOf returns the host of a reference. By Docker's rule it is the first component if that has a dot or a colon,
// or is localhost.
func registryOf(reference string) string {
	host, _, ok := strings.Cut(reference, "/")
	if ok && (strings.ContainsAny(host, ".:") || host == "localhost") {
		return host
	}
	return "docker.io"
}

// pullError is the error for a pull that the engine or a registry refused.
type pullError struct {
	image  Image
	said   string // the docker client's message
	reason pullFailure
}

func (e *pullError) Error() string {
	return fmt.Sprintf("pulling %s: %s", e.image.Reference, e.said)
}

// pullFailure is the reason why a pull failed.
type pullFailure int

const (
	otherFailure  pullFailure = iota
	noAnswer                  // no registry was reached
	denied                    // the registry wants another login or lacks the repository; it does not say which
	rateLimited               // the registry wants a login or a pause
	unknownImage              // the registry lacks the image
	wrongPlatform             // the registry has the image for other platforms only
)

// cures are the remedies for each failure, apart from another image. The remedy for noAnswer depends
// on the machine.
var cures = map[pullFailure]string{
	otherFailure: "fix that and run setup again, or ",
	denied:       "docker login to its registry, or ",
	rateLimited:  "docker login to its registry, wait, or ",
}

// phrases are parts of messages of the engine and registries, in the order in which they are tried. A message about
// the network comes from the engine, so no registry was reached.
var phrases = []struct {
	reason pullFailure
	text   string
}{
	{noAnswer, "dial tcp"},
	{noAnswer, "no such host"},
	{noAnswer, "i/o timeout"},
	{noAnswer, "tls handshake timeout"},
	{noAnswer, "client.timeout exceeded"},
	{noAnswer, "context deadline exceeded"},
	{noAnswer, "connection refused"},
	{noAnswer, "connection reset by peer"},
	{noAnswer, "network is unreachable"},
	{noAnswer, "no route to host"},
	{noAnswer, "proxyconnect"},
	// A proxy that blocks everything answers CONNECT with a bare status after the URL.
	{noAnswer, `": forbidden`},
	{noAnswer, `": bad gateway`},
	{noAnswer, `": service unavailable`},
	{noAnswer, `": eof`},
	{rateLimited, "toomanyrequests"},
	{rateLimited, "too many requests"},
	{wrongPlatform, "no matching manifest"},
	{wrongPlatform, "no match for platform"},
	{denied, "denied"},
	{denied, "unauthorized"},
	{denied, "no basic auth credentials"},
	{unknownImage, "manifest unknown"},
	{unknownImage, "name unknown"},
	{unknownImage, "not found"},
}

// classify returns the reason in the docker client's message, the only place that has it.
func classify(message string) pullFailure {
	message = strings.ToLower(message)
	for _, phrase := range phrases {
		if strings.Contains(message, phrase.text) {
			return phrase.reason
		}
	}
	return otherFailure
}
