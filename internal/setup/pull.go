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

// pullAll pulls the images and returns those that no registry answered for. A registry that refuses is an error, and so
// is a failing network where another registry answers: that machine has registries, and needs no stand-ins.
func (s supply) pullAll(ctx context.Context, images []Image) ([]*pullError, error) {
	var unreachable []*pullError
	silent := map[string]string{} // by registry, what the client said of its silence
	answered := false
	for _, image := range images {
		registry := registryOf(image.Reference)
		if said, known := silent[registry]; known {
			unreachable = append(unreachable, &pullError{image, said, noAnswer})
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
		return nil, fmt.Errorf("%w; another registry answers, so mend the network to this one and run setup again",
			unreachable[0])
	}
	return unreachable, nil
}

// pull pulls one image, with the docker client's progress going to out.
func pull(ctx context.Context, out io.Writer, image Image) error {
	var stderr bytes.Buffer
	cmd := proc.Command(ctx, "docker", "pull", image.Reference)
	cmd.Stdout, cmd.Stderr = out, io.MultiWriter(out, &stderr)
	err := cmd.Run()
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	said := proc.LastLine(stderr.String())
	if said == "" {
		return fmt.Errorf("docker pull %s: %w", image.Reference, err)
	}
	return &pullError{image, said, classify(said)}
}

// registryOf returns the host a reference is pulled from, by Docker's rule: a first component with a dot or a colon, or
// localhost.
func registryOf(reference string) string {
	host, _, ok := strings.Cut(reference, "/")
	if ok && (strings.ContainsAny(host, ".:") || host == "localhost") {
		return host
	}
	return "docker.io"
}

// pullError is a pull that the engine or a registry declined.
type pullError struct {
	image  Image
	said   string // what the docker client said
	reason pullFailure
}

func (e *pullError) Error() string {
	return fmt.Sprintf("pulling %s: %s", e.image.Reference, e.said)
}

// pullFailure is why a pull failed.
type pullFailure int

const (
	otherFailure  pullFailure = iota
	noAnswer                  // no registry was reached
	denied                    // it wants another login, or does not know the repository: it does not say which
	rateLimited               // it wants a login or patience
	unknownImage              // it has no such image
	wrongPlatform             // it has the image, for other machines
)

// cures are what else may help than another image. What helps against silence depends on the machine.
var cures = map[pullFailure]string{
	otherFailure: "mend that and run setup again, or ",
	denied:       "docker login to its registry, or ",
	rateLimited:  "docker login to its registry, wait, or ",
}

// phrases are what the engine and its registries say, in the order they are looked for. A message that speaks of the
// network comes from the engine itself, whatever else it says: no registry was reached.
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
	// A proxy that lets nothing through answers CONNECT with a status alone, which follows the URL.
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

// classify reads the reason from the docker client's message: it has no other channel for it.
func classify(message string) pullFailure {
	message = strings.ToLower(message)
	for _, phrase := range phrases {
		if strings.Contains(message, phrase.text) {
			return phrase.reason
		}
	}
	return otherFailure
}
