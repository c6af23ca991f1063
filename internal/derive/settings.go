package derive

import (
	"fmt"
	"strings"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/settings"
)

// serviceSettings is the x-sandbox of one service.
type serviceSettings struct {
	// Ready is GET with a path or an address, grpc with a service or without, tcp, healthy
	// or none.
	Ready   string            `yaml:"ready"`
	Headers map[string]string `yaml:"headers"` // of the request that Ready names
	Label   string            `yaml:"label"`
	Worker  bool              `yaml:"worker"`
	// Instance says where the answer to GET names the instance: header NAME, or field
	// NAME of the JSON object.
	Instance string `yaml:"instance"`
}

func parseServiceSettings(name string, extensions composefile.Extensions) (serviceSettings, error) {
	var own serviceSettings
	where := "services." + name + "." + settings.Key
	if err := settings.Decode(extensions, where, &own, "ready", "headers", "label", "worker", "instance"); err != nil {
		return own, err
	}
	_, err := gate.ParseIdentity(own.Instance)
	if own.Instance != "" && (err != nil || !strings.HasPrefix(own.Ready, readyGET+" ")) {
		return own, fmt.Errorf("%s.instance is %q: it must be header NAME or field NAME, beside a ready that is GET /path", where, own.Instance)
	}
	return own, own.checkReady(where)
}
