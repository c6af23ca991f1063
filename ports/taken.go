package ports

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
)

// Binding is an address that a service is about to be published on.
type Binding struct {
	Service string
	Host    string // an IP address
	Port    int
	UDP     bool
}

// Address is host:port as it is bound.
func (b Binding) Address() string {
	return net.JoinHostPort(b.Host, strconv.Itoa(b.Port))
}

// Taken returns those of the bindings that cannot be had because something
// holds the port already. It tries each by binding it, on the very address:
// a listener on 127.0.0.1 does not block [::1], nor the reverse.
//
// The error is for an address that no program here could bind, taken or not.
// A port that needs privileges counts as free, for the engine has them.
func Taken(ctx context.Context, bindings []Binding) ([]Binding, error) {
	var taken []Binding
	for _, b := range bindings {
		err := b.try(ctx)
		switch {
		case err == nil, errors.Is(err, syscall.EACCES):
		case inUse(err):
			taken = append(taken, b)
		default:
			return nil, fmt.Errorf("port %d of %s: %w", b.Port, b.Service, err)
		}
	}
	return taken, nil
}

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

// inUse also knows Windows' own number for it, WSAEADDRINUSE, which is not
// syscall.EADDRINUSE there.
func inUse(err error) bool {
	const wsaeaddrinuse = syscall.Errno(10048)
	return errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, wsaeaddrinuse)
}

// FindHolder is the command that shows who holds a binding's port on an operating
// system, named as by runtime.GOOS.
func FindHolder(goos string, b Binding) string {
	switch {
	case goos == "windows":
		return fmt.Sprintf("netstat -ano | findstr :%d", b.Port)
	case goos == "linux" && b.UDP:
		return fmt.Sprintf("sudo ss -lunp 'sport = :%d'", b.Port)
	case goos == "linux":
		return fmt.Sprintf("sudo ss -ltnp 'sport = :%d'", b.Port)
	case b.UDP:
		return fmt.Sprintf("sudo lsof -nP -iUDP:%d", b.Port)
	default:
		return fmt.Sprintf("sudo lsof -nP -iTCP:%d -sTCP:LISTEN", b.Port)
	}
}
