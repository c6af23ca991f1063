package compose

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Volume is what the engine knows of one volume.
type Volume struct {
	Name      string
	CreatedAt time.Time
}

// Volumes are those that Compose made for the project.
func (p Project) Volumes(ctx context.Context) ([]Volume, error) {
	listed, err := p.output(ctx, "volume", "ls", "-q", "--filter", "label="+labelProject+"="+p.Name)
	if err != nil {
		return nil, err
	}
	names := strings.Fields(string(listed))
	if len(names) == 0 {
		return nil, nil
	}
	text, err := p.output(ctx, append([]string{"volume", "inspect", "--"}, names...)...)
	if err != nil {
		return nil, err
	}
	var volumes []Volume
	if err := json.Unmarshal(text, &volumes); err != nil {
		return nil, fmt.Errorf("docker volume inspect: %w", err)
	}
	return volumes, nil
}
