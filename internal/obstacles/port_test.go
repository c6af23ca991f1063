package obstacles_test

import (
	"testing"

	"github.com/seed-491dada8/sandbox/internal/obstacles"
)

func TestAPublishedPortThatDoesNotExistIsNamedWithItsService(t *testing.T) {
	files := map[string]string{
		"/p/compose.yaml": "services: {web: {ports: ['80:80', '127.0.0.1:70000:80']}, api: {ports: ['70001:80']}, db: {ports: [{published: 1}, '65530-65540:80']}}",
		"/p/broken.yaml":  "services: [",
	}
	for output, want := range map[string]string{
		"invalid hostPort: 70000":       "service web publishes port 70000, and a port is a number from 1 to 65535",
		"Invalid hostPort: 70001":       "service api publishes port 70001, and a port is a number from 1 to 65535",
		"invalid hostPort: 65530-65540": "service db publishes port 65530-65540, and a port is a number from 1 to 65535",
		"invalid hostPort: 99999":       "a service publishes port 99999, and a port is a number from 1 to 65535",
		"yaml: line 3":                  "",
	} {
		found, is := obstacles.ImpossiblePort(output, files)
		if found.Message != want || is != (want != "") {
			t.Errorf("%s: got %q", output, found.Message)
		}
	}
}
