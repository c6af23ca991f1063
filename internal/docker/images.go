package docker

import (
	"context"
	"strings"
)

// BuildImage builds the Dockerfile of a directory and shows the output. Name and
// directory come from the stack.
func (p Project) BuildImage(ctx context.Context, name, directory string) error {
	return p.Run(ctx, true, "build", "-t", name, directory)
}

// HasImages reports whether the engine has all of the images.
func (p Project) HasImages(ctx context.Context, images ...string) bool {
	_, err := p.ImageIDs(ctx, images...)
	return err == nil
}

// ImageIDs returns the engine's ids of the images, in the order of the images.
func (p Project) ImageIDs(ctx context.Context, images ...string) ([]string, error) {
	text, err := p.Output(ctx, append([]string{"image", "inspect", "--format", "{{.Id}}", "--"}, images...)...)
	return strings.Fields(string(text)), err
}

// ImageNames returns the names of the engine's images by their ids.
func (p Project) ImageNames(ctx context.Context) (map[string][]string, error) {
	text, err := p.Output(ctx, "image", "ls", "--no-trunc", "--format", "{{.ID}} {{.Repository}}:{{.Tag}}")
	if err != nil {
		return nil, err
	}
	names := make(map[string][]string)
	for line := range strings.Lines(string(text)) {
		id, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		names[id] = append(names[id], name)
	}
	return names, nil
}

// builtName returns the name that Compose gives to the image that it builds for a service.
func (p Project) builtName(service string) string { return p.Name + "-" + service + ":latest" }
