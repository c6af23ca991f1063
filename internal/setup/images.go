package setup

import (
	"context"
	"fmt"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/proc"
)

// Image is an image that the stack runs.
type Image struct {
	Variable  string // variable in .env.sandbox that replaces it, such as KTRDR_DB_IMAGE
	Reference string // the pinned default
}

// StandIn replaces an image if no registry answers. It is a locally built image, or a setting that omits the
// service.
type StandIn struct {
	Variable  string // variable of the [Image] that it replaces
	Reference string // tag of the image that Build makes; "" if LeaveOut is set
	LeaveOut  string // line of .env.sandbox that omits the service, such as COMPOSE_PROFILES=

	// Fingerprint is a hash of the files that Build uses. Build stores it in the label [FingerprintLabel], so that an
	// outdated image is built again. It is "" if the tag is enough.
	Fingerprint string

	// Build builds Reference. It runs on Debian as root.
	Build func(ctx context.Context, steps Steps) error
}

// choice returns the line of images.env that selects the stand-in.
func (s StandIn) choice() string {
	if s.LeaveOut != "" {
		return s.LeaveOut
	}
	return s.Variable + "=" + s.Reference
}

// FingerprintLabel is the label that holds a stand-in's fingerprint.
const FingerprintLabel = "sandbox.standin"

// outdated reports whether the engine's image of a stand-in was built from other files.
func outdated(ctx context.Context, standIn StandIn) (bool, error) {
	format := `{{index .Config.Labels "` + FingerprintLabel + `"}}`
	label, err := proc.Output(proc.Command(ctx, "docker", "image", "inspect", "--format", format, standIn.Reference))
	return err == nil && label != standIn.Fingerprint, err
}

// HasImage reports whether the engine has the image with a tag or digest.
func HasImage(ctx context.Context, reference string) (bool, error) {
	_, err := proc.Output(proc.Command(ctx, "docker", "image", "inspect", "--format", "{{.Id}}", reference))
	if err != nil && strings.Contains(strings.ToLower(err.Error()), "no such image") {
		return false, nil
	}
	return err == nil, err
}

// supply provides a stack's images on a machine.
type supply struct {
	Options
	steps   Steps
	machine machine
	has     func(ctx context.Context, reference string) (bool, error)
	pull    func(ctx context.Context, image Image) error // returns a *pullError if the engine or a registry refuses
	stale   func(ctx context.Context, standIn StandIn) (bool, error)
}

func newSupply(opts Options, m machine) supply {
	return supply{
		Options: opts,
		steps:   Steps{Out: opts.Out},
		machine: m,
		has:     HasImage,
		pull:    func(ctx context.Context, image Image) error { return pull(ctx, opts.Out, image) },
		stale:   outdated,
	}
}

// ensureImages pulls the missing images. If no registry answers, it builds stand-ins instead. The machine keeps using
// these, because they wrote the volumes of its instances.
func (s supply) ensureImages(ctx context.Context) error {
	chosen, err := readChoices(s.Home)
	if err != nil {
		return err
	}
	if len(chosen) > 0 {
		s.steps.Say("images: as %s says; remove it to try the registries again", choicesPath(s.Home))
	}
	toPull, toBuild, err := s.missing(ctx, chosen)
	if err != nil {
		return err
	}
	if len(toPull)+len(toBuild) == 0 {
		s.steps.Say("images: none is missing")
		return nil
	}

	unreachable, err := s.pullAll(ctx, toPull)
	if err != nil {
		return err
	}
	replacements, err := s.replacements(unreachable)
	if err != nil {
		return err
	}
	if err := s.buildAll(ctx, append(toBuild, replacements...)); err != nil {
		return err
	}
	if len(replacements) == 0 {
		return nil
	}
	if err := addChoices(s.Home, replacements); err != nil {
		return err
	}
	s.steps.Say("images: new instances get the stand-ins, as %s says", choicesPath(s.Home))
	return nil
}

// missing returns the images that the engine lacks, among the chosen ones and the defaults for the rest.
func (s supply) missing(ctx context.Context, chosen map[string]string) (toPull []Image, toBuild []StandIn, err error) {
	for _, image := range s.Images {
		standIn, declared := s.standIn(image)
		if declared && isLeftOut(standIn, chosen) {
			continue
		}
		if reference := chosen[image.Variable]; reference != "" {
			image.Reference = reference
		}
		has, err := s.has(ctx, image.Reference)
		switch {
		case err != nil:
			return nil, nil, err
		case declared && image.Reference == standIn.Reference:
			build, err := s.toBeBuilt(ctx, standIn, has)
			if err != nil {
				return nil, nil, err
			}
			if build {
				toBuild = append(toBuild, standIn)
			}
		case has:
		default:
			toPull = append(toPull, image)
		}
	}
	return toPull, toBuild, nil
}

// toBeBuilt reports whether a stand-in must be built: it is missing, or it is outdated and this machine can
// build it.
func (s supply) toBeBuilt(ctx context.Context, standIn StandIn, has bool) (bool, error) {
	if !has || standIn.Fingerprint == "" || !s.machine.mayChange() {
		return !has, nil
	}
	return s.stale(ctx, standIn)
}

func isLeftOut(standIn StandIn, chosen map[string]string) bool {
	name, value, ok := strings.Cut(standIn.LeaveOut, "=")
	choice, made := chosen[name]
	return ok && made && choice == value
}

func (s supply) standIn(image Image) (StandIn, bool) {
	for _, standIn := range s.StandIns {
		if standIn.Variable == image.Variable {
			return standIn, true
		}
	}
	return StandIn{}, false
}

// replacements returns the stand-ins for images for which no registry answered.
func (s supply) replacements(unreachable []*pullError) ([]StandIn, error) {
	var standIns []StandIn
	for _, failed := range unreachable {
		standIn, declared := s.standIn(failed.image)
		if !declared {
			return nil, fmt.Errorf("%w; connect this machine to a registry, or docker load the image: it has no stand-in",
				failed)
		}
		standIns = append(standIns, standIn)
	}
	return standIns, nil
}

// buildAll builds the stand-ins that the engine lacks.
func (s supply) buildAll(ctx context.Context, standIns []StandIn) error {
	for _, standIn := range standIns {
		if standIn.LeaveOut != "" {
			s.steps.Say("images: %s has no stand-in: its service is left out", standIn.Variable)
			continue
		}
		has, err := s.has(ctx, standIn.Reference)
		if err != nil {
			return err
		}
		if build, err := s.toBeBuilt(ctx, standIn, has); err != nil {
			return err
		} else if !build {
			continue
		}
		if !s.machine.mayChange() {
			return fmt.Errorf("no registry answers, and %s is built on Debian as root only: connect this machine to a "+
				"registry and run setup again, or docker load the images", standIn.Reference)
		}
		if err := standIn.Build(ctx, s.steps); err != nil {
			return fmt.Errorf("building %s: %w", standIn.Reference, err)
		}
	}
	return nil
}
