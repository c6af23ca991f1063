package workspace

import (
	"cmp"
	"slices"

	"github.com/seed-491dada8/sandbox/stack"
)

// Image returns the image that a service runs on. Where the Compose file names
// none, it returns the name that Compose gives to the image that it builds.
func (w Workspace) Image(service string) string {
	return cmp.Or(w.Config.Services[service].Image, w.Instance.ID+"-"+service)
}

// Builds reports whether the Compose file says how to build a service's image.
func (w Workspace) Builds(service string) bool { return w.Config.Services[service].Build != nil }

// Users returns the services that run on one of the images.
func (w Workspace) Users(images ...string) []string {
	return slices.DeleteFunc(w.Config.Names(), func(name string) bool { return !slices.Contains(images, w.Image(name)) })
}

// StackImage returns the name of an image that the stack builds for the instance. It
// reports false if the instance names another image in its place.
func (w Workspace) StackImage(image stack.Image) (name string, built bool) {
	return image.Repository + ":" + w.Instance.ID, w.Instance.Variables[image.Variable] == ""
}

// Images returns the images of all services, and those that the stack builds.
func (w Workspace) Images() []string {
	var images []string
	for _, name := range w.Config.Names() {
		images = append(images, w.Image(name))
	}
	for _, image := range w.Stack.Images {
		if name, built := w.StackImage(image); built {
			images = append(images, name)
		}
	}
	slices.Sort(images)
	return slices.Compact(images)
}

// IsBuilt reports whether an image is built here, rather than pulled.
func (w Workspace) IsBuilt(name string) bool {
	ofStack := func(image stack.Image) bool {
		own, built := w.StackImage(image)
		return built && own == name
	}
	return slices.ContainsFunc(w.Stack.Images, ofStack) || slices.ContainsFunc(w.Users(name), w.Builds)
}

// NeverPulled reports whether the Compose file forbids to pull an image: all services that
// run on it have pull_policy: never.
func (w Workspace) NeverPulled(image string) bool {
	mayPull := func(service string) bool { return w.Config.Services[service].PullPolicy != "never" }
	users := w.Users(image)
	return len(users) > 0 && !slices.ContainsFunc(users, mayPull)
}
