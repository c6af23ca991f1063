package ports

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
)

// Binding is an address that a service will be published on.
type Binding struct {
	Service string
	Host    string // an IP address
	Port    int
	UDP     bool
}

// Address returns host:port as it is bound.
func (b Binding) Address() string {
	return net.JoinHostPort(b.Host, strconv.Itoa(b.Port))
}

// Protocol returns tcp or udp.
func (b Binding) Protocol() string {
	if b.UDP {
		return "udp"
	}
	return "tcp"
}

// Number returns the port as people write it: "53/udp", and "8000" for a TCP port.
func (b Binding) Number() string {
	if b.UDP {
		return strconv.Itoa(b.Port) + "/udp"
	}
	return strconv.Itoa(b.Port)
}

// Taken returns the bindings whose port is in use. It tries to bind each one, on exactly
// its address: a listener on 127.0.0.1 does not block [::1], nor the other way round. A
// port that needs privileges counts as free, because the engine has them.
//
// Taken returns an error for an address that no program on this machine could bind.
func Taken(ctx context.Context, bindings []Binding) ([]Binding, error) {
	var taken []Binding
	for _, b := range bindings {
		err := b.try(ctx)
		switch {
		case err == nil, errors.Is(err, syscall.EACCES):
		case inUse(err):
			taken = append(taken, b)
		default:
			return nil, fmt.Errorf("port %s of %s: %w", b.Number(), b.Service, err)
		}
	}
	return taken, nil
}

// try binds the address and closes it again.
func (b Binding) try(ctx context.Context) error {
	var config net.ListenConfig
	if b.UDP {
		conn, err := config.ListenPacket(ctx, "udp", b.Address())
		if err != nil {
			return err
		}
		return conn.Close()
	}
	listener, err := config.Listen(ctx, "tcp", b.Address())
	if err != nil {
		return err
	}
	return listener.Close()
}

// inUse reports whether err says that the address is in use. Windows has its own
// number for that, WSAEADDRINUSE, which is not syscall.EADDRINUSE.
func inUse(err error) bool {
	const wsaeaddrinuse = syscall.Errno(10048)
	return errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, wsaeaddrinuse)
}
