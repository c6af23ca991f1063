package engine

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"
)

// linkNetwork is reserved for documentation, so no machine uses it. Each link takes four of its
// addresses.
var linkNetwork = netip.MustParsePrefix("198.51.100.0/24")

// link connects this process's network to the network of another process. The kernel removes the link some time after
// either network ends.
func link(pid int, e ends) error {
	name := nameOf(pid)
	if err := newPair(name, "link", pid); err != nil {
		return fmt.Errorf("cannot make the interface %s: %w", name, err)
	}
	return errors.Join(raise(name, e.here), within(pid, func() error { return raise("link", e.there) }))
}

// unlink removes a link at once. It returns nil if there is no link.
func unlink(pid int) error {
	err := askRouting(unix.RTM_DELLINK, 0, message(unsetInterface[:], attribute(unix.IFLA_IFNAME, zeroEnded(nameOf(pid)))))
	if errors.Is(err, unix.ENODEV) {
		return nil
	}
	return err
}

func nameOf(pid int) string { return fmt.Sprintf("engine%d", pid) }

// freeEnds returns two neighbouring addresses that no interface of this machine is near. It reserves them against
// other processes in this network that start an engine.
func freeEnds() (ends, error) {
	interfaces, err := net.InterfaceAddrs()
	if err != nil {
		return ends{}, err
	}
	var own []netip.Addr
	for _, i := range interfaces {
		if prefix, err := netip.ParsePrefix(i.String()); err == nil {
			own = append(own, prefix.Addr())
		}
	}
	for _, i := range rand.Perm(1 << (linkBits - linkNetwork.Bits())) {
		base := linkNetwork.Addr().As4()
		base[3] += byte(i << (32 - linkBits))
		pair := netip.PrefixFrom(netip.AddrFrom4(base), linkBits)
		if slices.ContainsFunc(own, pair.Contains) {
			continue
		}
		if held, err := net.Listen("unix", "@sandbox-e2e-"+pair.String()); err == nil {
			here := pair.Addr().Next()
			return ends{here, here.Next(), held}, nil
		}
	}
	return ends{}, fmt.Errorf("no address of %s is free", linkNetwork)
}

const linkBits = 30 // for a network with one pair

// newPair creates a pair of virtual interfaces, one here and one in the network of a process.
func newPair(here, there string, pid int) error {
	inNetwork := binary.NativeEndian.AppendUint32(nil, uint32(pid))
	peer := message(unsetInterface[:], attribute(unix.IFLA_IFNAME, zeroEnded(there)), attribute(unix.IFLA_NET_NS_PID, inNetwork))
	return askRouting(unix.RTM_NEWLINK, unix.NLM_F_CREATE|unix.NLM_F_EXCL, message(unsetInterface[:],
		attribute(unix.IFLA_IFNAME, zeroEnded(here)),
		attribute(unix.IFLA_LINKINFO, message(
			attribute(unix.IFLA_INFO_KIND, []byte("veth")),
			attribute(unix.IFLA_INFO_DATA, attribute(vethPeer, peer)),
		)),
	))
}

// vethPeer is VETH_INFO_PEER of linux/veth.h.
const vethPeer = 1

// unsetInterface is an ifinfomsg of rtnetlink(7) with no interface set.
var unsetInterface [unix.SizeofIfInfomsg]byte

func message(parts ...[]byte) (all []byte) {
	for _, part := range parts {
		all = append(all, part...)
	}
	return all
}

// attribute returns an rtattr of rtnetlink(7) with its padding.
func attribute(kind uint16, value []byte) []byte {
	text := binary.NativeEndian.AppendUint16(nil, uint16(unix.SizeofRtAttr+len(value)))
	text = append(binary.NativeEndian.AppendUint16(text, kind), value...)
	for len(text)%unix.RTA_ALIGNTO != 0 {
		text = append(text, 0)
	}
	return text
}

func zeroEnded(text string) []byte { return append([]byte(text), 0) }

// askRouting sends the kernel a request about interfaces and returns its answer.
func askRouting(kind, flags uint16, body []byte) error {
	socket, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_ROUTE)
	if err != nil {
		return err
	}
	defer unix.Close(socket)
	request := binary.NativeEndian.AppendUint32(nil, uint32(unix.NLMSG_HDRLEN+len(body)))
	request = binary.NativeEndian.AppendUint16(request, kind)
	request = binary.NativeEndian.AppendUint16(request, flags|unix.NLM_F_REQUEST|unix.NLM_F_ACK)
	request = append(append(request, make([]byte, 8)...), body...) // sequence number and sender, both unused
	if err := unix.Sendto(socket, request, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return err
	}
	answer := make([]byte, unix.Getpagesize())
	length, _, err := unix.Recvfrom(socket, answer, 0)
	if err != nil {
		return err
	}
	messages, err := syscall.ParseNetlinkMessage(answer[:length])
	if err != nil {
		return err
	}
	for _, m := range messages {
		if m.Header.Type != unix.NLMSG_ERROR || len(m.Data) < 4 {
			continue
		}
		if code := int32(binary.NativeEndian.Uint32(m.Data)); code != 0 {
			return unix.Errno(-code)
		}
		return nil
	}
	return errors.New("the kernel says nothing")
}

// raise brings up an interface in the network of the calling thread, with an address if that is valid.
func raise(name string, address netip.Addr) error {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(socket)
	if address.IsValid() {
		mask := net.CIDRMask(linkBits, address.BitLen())
		err = errors.Join(setAddress(socket, name, unix.SIOCSIFADDR, address.AsSlice()), setAddress(socket, name, unix.SIOCSIFNETMASK, mask))
	}
	request, named := unix.NewIfreq(name)
	if err := errors.Join(err, named); err != nil {
		return err
	}
	if err := unix.IoctlIfreq(socket, unix.SIOCGIFFLAGS, request); err != nil {
		return err
	}
	request.SetUint16(request.Uint16() | unix.IFF_UP)
	return unix.IoctlIfreq(socket, unix.SIOCSIFFLAGS, request)
}

func setAddress(socket int, name string, what uint, address []byte) error {
	request, err := unix.NewIfreq(name)
	if err == nil {
		err = request.SetInet4Addr(address)
	}
	if err == nil {
		err = unix.IoctlIfreq(socket, what, request)
	}
	return err
}
