package instance

import (
	"strings"
	"testing"
)

func TestMachineOf(t *testing.T) {
	for address, want := range map[string]string{
		"": "", "unix:///var/run/docker.sock": "", "npipe:////./pipe/docker_engine": "", "fd://3": "",
		"tcp://127.0.0.1:2375": "", "tcp://localhost:2375": "", "tcp://[::1]:2375": "", "tcp://:2375": "", "ssh://me@localhost": "", ":2375": "",
		"tcp://docker:2375": "docker", "tcp://192.0.2.7:2376": "192.0.2.7", "tcp://[2001:db8::1]:2376": "2001:db8::1",
		"ssh://me@build.example.com": "build.example.com", "ssh://build": "build", "ssh://me@build:2222/run/docker.sock": "build",
		"docker": "docker", "docker:2375": "docker", "https://build:2376": "build",
	} {
		if got, err := MachineOf(address); got != want || err != nil {
			t.Errorf("%s: got %q, %v, want %q", address, got, err, want)
		}
	}
}

func TestMachineOfMalformedAddress(t *testing.T) {
	for _, address := range []string{
		"unix://", "ftp://host", "://host", "tcp://ho st:2375", "tcp://host:port", "tcp://-oProxyCommand=x", "ssh://me:s3cret@-x", "ssh://a/%zz\n", "$(id)",
	} {
		got, err := MachineOf(address)
		if err == nil {
			t.Errorf("%s: got %q and no error", address, got)
		} else if text := err.Error(); !strings.Contains(text, "DOCKER_HOST") || strings.Contains(text, "s3cret") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func FuzzMachineOf(f *testing.F) {
	for _, seed := range []string{"tcp://docker:2375", "ssh://me@host", "unix:///s", "[::1]:1", "tcp://[fe80::1%25eth0]:1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if host, err := MachineOf(address); err == nil && host != "" && !validHost(host) {
			t.Errorf("%q: got %q", address, host)
		}
	})
}

func TestInstanceIsOnMachineOfItsEngine(t *testing.T) {
	for _, test := range []struct{ engine, host, machine, met string }{
		{"", "", "", ""},
		{"unix:///x.sock", "", "", ""},
		{"tcp://build:2376", "", "build", "build"},
		{"ssh://alias", "192.0.2.7", "alias", "192.0.2.7"}, // an alias that only ssh resolves
		{"ssh://build", "localhost", "build", "localhost"}, // through a tunnel
		{"", "docker-host", "docker-host", "docker-host"},  // a socket of another machine
		{"", "127.0.0.1", "", "127.0.0.1"},
		{"", "feat-x.localhost", "", "feat-x.localhost"},
		{"ssh://build", "Feat-X.LocalHost.", "build", "Feat-X.LocalHost."}, // through a tunnel
		{"", "localhost.example.com", "localhost.example.com", "localhost.example.com"},
	} {
		dir := write(t, "INSTANCE_ID=a\nSLOT_NUMBER=1\nDOCKER_HOST="+test.engine+"\nSANDBOX_HOST="+test.host+"\n")
		in, err := Load(dir, nil)
		if err != nil || in.Machine != test.machine || in.Host != test.met {
			t.Errorf("%+v: got machine %q, host %q, %v", test, in.Machine, in.Host, err)
		}
	}
}

func TestUnusableHostIsNamed(t *testing.T) {
	for _, line := range []string{"SANDBOX_HOST=http://build", "SANDBOX_HOST=build:80", "SANDBOX_HOST='a b'", "SANDBOX_HOST=-x", "DOCKER_HOST=ftp://x"} {
		dir := write(t, "INSTANCE_ID=a\nSLOT_NUMBER=1\n"+line+"\n")
		name, _, _ := strings.Cut(line, "=")
		if _, err := Load(dir, nil); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", line, err)
		}
	}
}

func TestHostnamesAreWhatADomainCanBe(t *testing.T) {
	for id, want := range map[string]string{
		"shop--feat-x": "shop--feat-x.localhost", "shop_2": "shop-2.localhost", "shop-": "shop.localhost",
		strings.Repeat("a", 70): strings.Repeat("a", 63) + ".localhost",
	} {
		if got := Hostname(id); got != want || !UnderLocalhost(got) {
			t.Errorf("%s: got %s, want %s", id, got, want)
		}
	}
}
