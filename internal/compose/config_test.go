package compose

import (
	"slices"
	"testing"

	"github.com/seed-491dada8/sandbox/ports"
)

func TestParseConfig(t *testing.T) {
	config, err := parseConfig([]byte(`{
		"name": "feat-x",
		"services": {
			"db": {"image": "postgres", "ports": [{"mode": "ingress", "host_ip": "127.0.0.1", "target": 5432, "published": "5433", "protocol": "tcp"}]},
			"api": {"build": {"context": "/src"}, "ports": [{"target": 80, "published": "8000-8001", "protocol": "tcp"}, {"target": 53, "published": "53", "protocol": "udp"}]},
			"job": {"image": "job", "ports": [{"target": 9, "protocol": "tcp"}]}
		}}`))
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"api", "db", "job"}; !slices.Equal(config.Names(), want) {
		t.Errorf("got %v, want %v", config.Names(), want)
	}
	if config.Services["api"].Build == nil || config.Services["db"].Build != nil {
		t.Error("api is built, db is not")
	}
	want := []ports.Binding{
		{Service: "api", Host: "0.0.0.0", Port: 8000},
		{Service: "api", Host: "0.0.0.0", Port: 8001},
		{Service: "api", Host: "0.0.0.0", Port: 53, UDP: true},
		{Service: "db", Host: "127.0.0.1", Port: 5433},
	}
	if got := config.Bindings(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func FuzzParseConfig(f *testing.F) {
	f.Add([]byte(`{"services": {"a": {"image": "b", "ports": [{"published": "1-65535"}]}}}`))
	f.Add([]byte(`{"services": {"a": null}}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		config, err := parseConfig(text)
		if err != nil {
			return
		}
		for _, b := range config.Bindings() {
			if b.Port < 1 || b.Port > 65535 {
				t.Errorf("port %d", b.Port)
			}
		}
	})
}

// Compose warns of each use of a variable that is not set, before it says why it fails.
func TestTheReasonIsNotLostAmongWarnings(t *testing.T) {
	warning := func(name string) string {
		return `time="2026-11-27T11:36:34Z" level=warning msg="The \"` + name + `\" variable is not set. Defaulting to a blank string."` + "\n"
	}
	const reason = "invalid spec: :/hostfs:ro: empty section between colons"
	for name, test := range map[string]struct{ output, want string }{
		"no warning":       {reason + "\n", reason + "\n"},
		"only warnings":    {warning("A"), warning("A")},
		"the end of many":  {`k string."` + "\n" + warning("WEB_PORT") + warning("IMAGE") + warning("IMAGE") + reason + "\n", reason + "; variables that are not set: IMAGE, WEB_PORT"},
		"too many to name": {warning("F") + warning("A") + warning("B") + warning("C") + warning("D") + warning("E") + reason, reason + "; variables that are not set: A, B, C, D, E, and 1 more"},
		"another warning":  {`level=warning msg="the attribute version is obsolete"` + "\n" + reason, reason},
	} {
		if got := withoutWarnings(test.output); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}
