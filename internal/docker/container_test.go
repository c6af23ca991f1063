package docker

import (
	"testing"

	"github.com/seed-491dada8/sandbox/ports"
)

func TestParseContainers(t *testing.T) {
	containers, err := parseContainers([]byte(`[
		{"Id": "1", "State": {"Status": "running", "Running": true, "StartedAt": "2026-01-02T03:04:05.123456789Z", "FinishedAt": "0001-01-01T00:00:00Z", "Health": {"Status": "starting"}},
		 "Config": {"Labels": {"com.docker.compose.service": "backend", "com.docker.compose.project.working_dir": "/src", "com.docker.compose.oneoff": "False"}},
		 "NetworkSettings": {"Ports": {"8000/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8001"}], "9/tcp": null}}},
		{"Id": "2", "State": {"Status": "exited", "ExitCode": 3}, "Config": {"Labels": {"com.docker.compose.oneoff": "True"}}}
	]`))
	if err != nil {
		t.Fatal(err)
	}
	if len(containers) != 1 {
		t.Fatalf("got %d containers, want the one that is no one-off", len(containers))
	}
	c := containers[0]
	if c.Service() != "backend" || c.WorkingDir() != "/src" || !c.Up() || c.Health() != "starting" {
		t.Errorf("got %+v", c)
	}
	for port, want := range map[int]bool{8001: true, 8000: false, 9: false} {
		if got := c.Publishes(ports.Binding{Port: port}); got != want {
			t.Errorf("publishes %d: %v", port, got)
		}
	}
	if c.Publishes(ports.Binding{Port: 8001, UDP: true}) {
		t.Error("a TCP port counts as UDP")
	}
}

func TestContainerHoldsAddressesThatOverlap(t *testing.T) {
	for _, test := range []struct {
		published, wanted string
		want              bool
	}{
		{"0.0.0.0", "0.0.0.0", true},
		{"0.0.0.0", "192.0.2.1", true},
		{"192.0.2.1", "0.0.0.0", true},
		{"192.0.2.1", "192.0.2.1", true},
		{"127.0.0.1", "192.0.2.1", false},
		{"::", "192.0.2.1", true}, // which takes both families
		{"::1", "::", true},
		{"", "192.0.2.1", true}, // the engine says nothing
	} {
		var c Container
		c.NetworkSettings.Ports = map[string][]struct{ HostIp, HostPort string }{"8000/tcp": {{test.published, "8001"}}}
		if got := c.Holds(ports.Binding{Host: test.wanted, Port: 8001}); got != test.want {
			t.Errorf("%+v: got %v", test, got)
		}
		if c.Holds(ports.Binding{Host: test.wanted, Port: 8002}) {
			t.Errorf("%+v: it holds another port", test)
		}
	}
}

func TestContainerThatIsRestartedHoldsWhatItWillPublish(t *testing.T) {
	var c Container
	c.HostConfig.PortBindings = map[string][]struct{ HostIp, HostPort string }{"8000/tcp": {{"127.0.0.1", "8001"}}}
	b := ports.Binding{Host: "127.0.0.1", Port: 8001}
	if c.Holds(b) {
		t.Error("a container that has ended holds its port")
	}
	c.State.Restarting = true
	if !c.Holds(b) || c.Publishes(b) {
		t.Errorf("while it waits to be restarted: holds %t, publishes %t", c.Holds(b), c.Publishes(b))
	}
}

func TestUpMeansThatTheProcessRuns(t *testing.T) {
	for name, test := range map[string]struct {
		state string
		want  bool
	}{
		"running":             {`{"Status": "running", "Running": true}`, true},
		"waits for restart":   {`{"Status": "restarting", "Running": true, "Restarting": true}`, false},
		"paused":              {`{"Status": "paused", "Running": true, "Paused": true}`, false},
		"exited":              {`{"Status": "exited"}`, false},
		"stranded in Created": {`{"Status": "created"}`, false},
	} {
		containers, err := parseContainers([]byte(`[{"State": ` + test.state + `}]`))
		if err != nil || containers[0].Up() != test.want {
			t.Errorf("%s: up %v, %v", name, containers[0].Up(), err)
		}
	}
}

func FuzzParseContainers(f *testing.F) {
	f.Add([]byte(`[{"Id": "1", "State": {"Health": null}, "Config": {"Labels": null}, "NetworkSettings": {"Ports": {"a": [{}]}}}]`))
	f.Add([]byte(`[null]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		containers, err := parseContainers(text)
		if err != nil {
			return
		}
		for _, c := range containers {
			if c.Up() && c.State.Restarting {
				t.Error("up, and about to be restarted")
			}
			_ = c.Service() + c.Health()
			_ = c.Publishes(ports.Binding{Port: 1})
		}
	})
}
