package sandbox

import (
	"context"
	"fmt"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/ownership"
)

// adoptVolumes records the volumes of the instance's project that bear no key in
// its claim, once the person at the terminal, or yes, agrees.
func (s Sandbox) adoptVolumes(ctx context.Context, yes bool) error {
	o, err := s.open(ctx)
	if err != nil {
		return err
	}
	if _, err := o.Project.Architecture(ctx); err != nil {
		return err
	}
	release, err := o.alone(ctx)
	if err != nil {
		return err
	}
	defer release()
	volumes, err := ownership.FindVolumes(ctx, o.Project, o.identity(), o.Config.OwnVolumes())
	if err != nil {
		return err
	}
	found := append(volumes.Taken, volumes.Unproven...)
	if len(found) == 0 {
		o.console.Done("There is no volume to adopt")
		return nil
	}
	if err := s.agree(ctx, yes, adoption(found)); err != nil {
		return err
	}
	if err := o.adopt(found); err != nil {
		return err
	}
	for _, v := range found {
		o.console.Done("Adopted volume %s; only mage sandbox:down -volume=%s deletes it", v.Name, v.Name)
	}
	return nil
}

func adoption(volumes []docker.Volume) string {
	var known []string
	for _, v := range volumes {
		known = append(known, ownership.Volume(v, nil))
	}
	return fmt.Sprintf("Use the data of %s in this instance?", strings.Join(known, "; and "))
}
