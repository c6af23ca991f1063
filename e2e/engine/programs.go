package engine

import (
	"encoding/json"
	"net"
	"net/netip"
	"path/filepath"
)

// Programs are the executables of an engine. Its containerd is the machine's.
type Programs struct {
	Dockerd string
	Proxy   string // docker-proxy; if empty, dockerd searches PATH
	Runc    string // if empty, containerd searches PATH
}

func machinePrograms() Programs { return Programs{Dockerd: "dockerd"} }

// settings returns the daemon.json of an engine in dir. It replaces the machine's.
func (o Options) settings(dir string) ([]byte, error) {
	settings := map[string]any{
		"hosts":     []string{"unix://" + filepath.Join(dir, "docker.sock")},
		"data-root": filepath.Join(dir, "data"),
		"exec-root": filepath.Join(dir, "exec"),
		"pidfile":   filepath.Join(dir, "pid"),
		// systemd sees the engine's processes under other ids.
		"exec-opts": []string{"native.cgroupdriver=cgroupfs"},
	}
	if o.Linked {
		settings["hosts"] = []string{"unix://" + filepath.Join(dir, "docker.sock"), "tcp://" + net.JoinHostPort("0.0.0.0", port)}
		settings["tlsverify"] = true
		for name, file := range map[string]string{"tlscacert": "ca.pem", "tlscert": "cert.pem", "tlskey": "key.pem"} {
			settings[name] = filepath.Join(dir, certificates, file)
		}
	}
	if o.Programs.Proxy != "" {
		settings["userland-proxy-path"] = o.Programs.Proxy
	}
	if o.Programs.Runc != "" {
		settings["runtimes"] = map[string]any{"own": map[string]string{"path": o.Programs.Runc}}
		settings["default-runtime"] = "own"
	}
	if o.Pool != "" {
		pool, err := netip.ParsePrefix(o.Pool)
		if err != nil {
			return nil, err
		}
		settings["default-address-pools"] = []map[string]any{{"base": pool, "size": pool.Bits()}}
		settings["bip"] = "192.168.255.1/28" // otherwise the default bridge would take the pool
	}
	return json.MarshalIndent(settings, "", "  ")
}
