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
