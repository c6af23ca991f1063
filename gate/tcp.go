package gate

import (
	"context"
	"fmt"
	"net"
)

// TCP connects to an address. It proves little of a published port: Docker's
// proxy accepts connections before the server in the container listens.
type TCP struct {
	Address string // host:port
}

// Probe makes one connection and closes it.
func (t TCP) Probe(ctx context.Context) error {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", t.Address)
	if err != nil {
		return fmt.Errorf("connecting to %s failed: %w", t.Address, err)
	}
	return conn.Close()
}
