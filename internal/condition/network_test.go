package condition_test

import (
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
)

func TestAContainerLosesTheNetworkOfOneThatWasRestarted(t *testing.T) {
	started := time.Now()
	owner := stacktest.Container("api", "running", started)
	owner.State.StartedAt = started
	config := configOf(map[string]int{"api": 1})
	config.Services["watch"] = composefile.Service{NetworkMode: "service:api"}
	for name, test := range map[string]struct {
		state, mode string
		started     time.Time
		want        bool
	}{
		"started after it":      {"running", "container:" + owner.ID, started.Add(time.Second), false},
		"started before it":     {"running", "container:" + owner.ID, started.Add(-time.Second), true},
		"not running":           {"exited", "container:" + owner.ID, started.Add(-time.Second), false},
		"shares one made anew":  {"running", "container:removed", started.Add(-time.Second), true},
		"has one of its own":    {"running", "project_default", started.Add(-time.Second), false},
		"on the host's network": {"running", "host", started.Add(-time.Second), false},
	} {
		c := stacktest.Container("watch", test.state, started)
		c.State.StartedAt, c.HostConfig.NetworkMode = test.started, test.mode
		c.NetworkSettings.Networks = map[string]docker.Connection{"project_default": {}}
		all := []docker.Container{owner, c}
		if got, lost := condition.LostNetwork(config, c, all); lost != test.want || lost && got.ID != owner.ID {
			t.Errorf("%s: %t", name, lost)
		}
		if got := len(condition.WithoutNetwork(config, all)) == 1; got != test.want {
			t.Errorf("%s: among all: %t", name, got)
		}
	}
	stopped := stacktest.Container("api", "exited", started)
	c := stacktest.Container("watch", "running", started)
	c.HostConfig.NetworkMode = "container:" + stopped.ID
	if _, lost := condition.LostNetwork(config, c, []docker.Container{stopped, c}); lost {
		t.Error("the owner's own state says what is wrong")
	}
}

func TestAContainerLosesItsNetworkWhenItIsDisconnected(t *testing.T) {
	connected := func(networks ...string) map[string]docker.Connection {
		all := make(map[string]docker.Connection)
		for _, name := range networks {
			all[name] = docker.Connection{NetworkID: "id of " + name}
		}
		return all
	}
	for name, test := range map[string]struct {
		state, mode string
		networks    map[string]docker.Connection
		lost        bool
	}{
		"from its only network":       {"running", "shop_default", connected(), true},
		"from its first network":      {"running", "shop_default", connected("shop_other"), true},
		"from none":                   {"running", "shop_default", connected("shop_default"), false},
		"from one with a name":        {"running", "backbone", connected(), true},
		"while it does not run":       {"exited", "shop_default", connected(), false},
		"on the engine's bridge":      {"running", "default", connected("bridge"), false},
		"on an engine of its own way": {"running", "pasta", connected(), false},
		"on no network by design":     {"running", "none", connected("none"), false},
	} {
		c := stacktest.Container("db", test.state, time.Now())
		c.HostConfig.NetworkMode, c.NetworkSettings.Networks = test.mode, test.networks
		c.Config.Labels["com.docker.compose.project"] = "shop"
		config := configOf(map[string]int{"db": 1})
		config.Networks = map[string]composefile.Network{"default": {Name: "other_default"}, "back": {Name: "backbone"}}
		owner, lost := condition.LostNetwork(config, c, []docker.Container{c})
		if lost != test.lost {
			t.Errorf("disconnected %s: lost %t", name, lost)
		}
		if text, cure := condition.Loss(owner); lost && (text != "it was disconnected" || cure != "") {
			t.Errorf("disconnected %s: %q, %q", name, text, cure)
		}
	}
}

func TestAContainerLosesTheNetworkOfOneOutsideTheProject(t *testing.T) {
	started := time.Now()
	owner := stacktest.Container("api", "running", started)
	config := configOf(map[string]int{"api": 1})
	config.Services["watch"] = composefile.Service{NetworkMode: "container:elsewhere"}
	c := stacktest.Container("watch", "running", started)
	c.HostConfig.NetworkMode = "container:outside"
	for name, test := range map[string]struct {
		state       string
		started     time.Time
		lost, mends bool
	}{
		"started before it": {"running", started.Add(-time.Second), false, false},
		"started after it":  {"running", started.Add(time.Second), true, true},
		"stopped":           {"exited", started.Add(-time.Second), true, false},
	} {
		lender := stacktest.Container("", test.state, started)
		lender.State.StartedAt, c.State.StartedAt = test.started, started
		c.Lender = &lender
		all := []docker.Container{owner, c}
		if _, lost := condition.LostNetwork(config, c, all); lost != test.lost {
			t.Errorf("%s: %t", name, lost)
		}
		if mends := len(condition.WithoutNetwork(config, all)) == 1; mends != test.mends {
			t.Errorf("%s: mended by a restart: %t", name, mends)
		}
	}
	c.Lender = &docker.Container{Name: "outside"}
	if removed := condition.WithoutOwner(config, []docker.Container{owner, c}); len(removed) != 1 || removed[0].ID != c.ID {
		t.Errorf("removed: %v", removed)
	}
}

func TestWhatGivesAContainerItsNetworkAgain(t *testing.T) {
	started := time.Now()
	config := configOf(map[string]int{"api": 1})
	config.Services["watch"] = composefile.Service{NetworkMode: "container:elsewhere"}
	running, stopped := stacktest.Container("", "running", started), stacktest.Container("", "exited", started)
	running.State.StartedAt = started
	for name, test := range map[string]struct {
		state, failure string
		lender         docker.Container
		lost           bool
		text, cure     string
	}{
		"the lender was started anew":               {"running", "", running, true, "container elsewhere was started since", ""},
		"it is stopped":                             {"running", "", stopped, true, "container elsewhere does not run", "docker start elsewhere"},
		"it crashes again and again":                {"running", "", stacktest.Container("", "restarting", started), true, "container elsewhere restarts again and again", "docker logs elsewhere, then correct what it shows"},
		"it was removed":                            {"running", "", docker.Container{Name: "0123"}, true, "container elsewhere does not exist", "create container elsewhere"},
		"the start failed without it":               {"created", "No such container: elsewhere", docker.Container{Name: "elsewhere"}, true, "container elsewhere does not exist", "create container elsewhere"},
		"the start failed while it was stopped":     {"exited", "cannot join network of a non running container: 0123", stopped, true, "container elsewhere does not run", "docker start elsewhere"},
		"the start failed, and it was started then": {"exited", "cannot join network of a non running container: 0123", running, true, "container elsewhere was started since", ""},
		"the start failed while it restarted":       {"created", "Container 0123 is restarting, wait until the container is running", running, true, "container elsewhere was started since", ""},
		"the start failed for another reason":       {"created", "error mounting", running, false, "", ""},
		"the sharer ended":                          {"exited", "", stopped, false, "", ""},
	} {
		c := stacktest.Container("watch", test.state, started)
		c.HostConfig.NetworkMode, c.State.StartedAt, c.State.Error, c.Lender = "container:0123", started.Add(-time.Second), test.failure, &test.lender
		owner, lost := condition.LostNetwork(config, c, []docker.Container{c})
		if lost != test.lost {
			t.Errorf("%s: lost: %t", name, lost)
		}
		if text, cure := condition.Loss(owner); lost && (text != test.text || cure != test.cure) {
			t.Errorf("%s: %q, %q", name, text, cure)
		}
	}
}
