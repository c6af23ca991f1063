package docker

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"strings"
)

// Host is the machine that an engine runs on, as the engine tells of it.
type Host struct {
	Name    string
	RootDir string `json:"DockerRootDir"` // of images, containers and volumes
	Memory  uint64 `json:"MemTotal"`      // bytes
	// AddressPools are where the subnets of new networks come from; none means
	// the engine's own default.
	AddressPools []AddressPool `json:"DefaultAddressPools"`
}

// AddressPool is a range of addresses that is cut into subnets.
type AddressPool struct {
	Base netip.Prefix
	Size int // of each subnet's prefix
}

// Host asks the engine about its machine.
func (p Project) Host(ctx context.Context) (Host, error) {
	text, err := p.Output(ctx, "info", "--format", "{{json .}}")
	if err != nil {
		return Host{}, err
	}
	var h Host
	if err := json.Unmarshal(text, &h); err != nil {
		return Host{}, fmt.Errorf("docker info: %w", err)
	}
	return h, nil
}

// defaultSubnets are those of the engine's default pools: fifteen of
// 172.16.0.0/12, and sixteen of 192.168.0.0/16.
const defaultSubnets = 31

// Subnets is how many networks the address pools are good for, the engine's own
// among them. Fewer are, where a route of the machine's overlaps one.
func (h Host) Subnets() int {
	if len(h.AddressPools) == 0 {
		return defaultSubnets
	}
	total := 0
	for _, pool := range h.AddressPools {
		if bits := pool.Size - pool.Base.Bits(); pool.Base.IsValid() && pool.Base.Addr().Is4() && bits >= 0 {
			total += 1 << min(bits, 16)
		}
	}
	return total
}

// Networks returns the names of the engine's bridge networks, which take a subnet of its pools.
func (p Project) Networks(ctx context.Context) ([]string, error) {
	listed, err := p.Output(ctx, "network", "ls", "--filter", "driver=bridge", "--format", "{{.Name}}")
	return strings.Fields(string(listed)), err
}
