package doctor

import (
	"testing"

	"github.com/seed-491dada8/sandbox/internal/derive"
)

func TestADerivedServiceSaysHowItIsAskedAndOnWhichPorts(t *testing.T) {
	asked := derive.Asked{How: "GET /healthz", Why: "x-sandbox"}
	web := derive.Port{Key: "web/80/tcp", Variable: "WEB", Width: 1}
	for name, test := range map[string]struct {
		ports   []derive.Port
		numbers map[string]int
		want    string
	}{
		"no port":            {nil, nil, "GET /healthz (x-sandbox)"},
		"a port":             {[]derive.Port{web}, map[string]int{"WEB": 8180}, "GET /healthz (x-sandbox); ports: 8180 for web/80/tcp"},
		"one without number": {[]derive.Port{web}, nil, "GET /healthz (x-sandbox); ports: web/80/tcp (the next start gives it a port)"},
		"a range": {
			[]derive.Port{web, {Key: "web/53/udp", Variable: "DNS", Width: 4}}, map[string]int{"WEB": 8180, "DNS": 9100},
			"GET /healthz (x-sandbox); ports: 8180 for web/80/tcp, 9100 to 9103 for web/53/udp",
		},
	} {
		if got := described(derive.Service{Asked: asked, Ports: test.ports}, test.numbers); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}
