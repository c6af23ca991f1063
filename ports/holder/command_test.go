package holder_test

import (
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/ports/holder"
)

func TestCommandNamesThePort(t *testing.T) {
	for _, test := range []struct {
		goos     string
		tcp, udp string // what the command has
	}{
		{"linux", "ss -ltnp 'sport = :8001'", "ss -lunp 'sport = :8001'"},
		{"darwin", "lsof -nP -iTCP:8001 -sTCP:LISTEN", "lsof -nP -iUDP:8001"},
		{"freebsd", "lsof -nP -iTCP:8001 -sTCP:LISTEN", "lsof -nP -iUDP:8001"},
		{"windows", "findstr :8001", "findstr :8001"},
	} {
		if command := holder.Command(test.goos, ports.Binding{Port: 8001}); !strings.Contains(command, test.tcp) {
			t.Errorf("%s: %s", test.goos, command)
		}
		if command := holder.Command(test.goos, ports.Binding{Port: 8001, UDP: true}); !strings.Contains(command, test.udp) {
			t.Errorf("%s, UDP: %s", test.goos, command)
		}
	}
}
