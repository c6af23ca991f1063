package derive_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/stack"
)

// hear derives a service's probe, lets it ask a server that greets and then is
// silent, and returns what the probe sends until the given text has come.
func hear(t *testing.T, service, greeting, until string) string {
	t.Helper()
	project := projects(t)["known-servers"]
	project.Services = map[string]composefile.Service{service: project.Services[service]}
	derived, err := derive.Stack(project, nil)
	if err != nil || derived.Services[0].Asked.Probe == nil {
		t.Fatalf("no probe for %s: %v", service, err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	heard := make(chan string, 1)
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		_, _ = io.WriteString(conn, greeting)
		var text strings.Builder
		for reader := bufio.NewReader(conn); !strings.Contains(text.String(), until); {
			b, err := reader.ReadByte()
			if err != nil {
				break
			}
			text.WriteByte(b)
		}
		heard <- text.String()
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	address := listener.Addr().String()
	_ = derived.Services[0].Asked.Probe(stack.Endpoint{URL: address, Address: address})(ctx)
	return <-heard
}

func TestProbesHaveTheCredentialsOfTheEnvironment(t *testing.T) {
	const (
		mysqlGreeting = "\x49\x00\x00\x00\x0a8.4.3\x00\x01\x00\x00\x0012345678\x00\xff\xff\xff\x02\x00\xff\xdf\x15" +
			"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00abcdefghijkl\x00mysql_native_password\x00"
		amqpGreeting = "\x01\x00\x00\x00\x00\x00\x1c\x00\x0a\x00\x0a\x00\x09\x00\x00\x00\x00\x00\x00\x00\x05PLAIN\x00\x00\x00\x05en_US\xce"
	)
	for service, test := range map[string]struct{ greeting, want string }{
		"cache":        {"", "*2\r\n$4\r\nAUTH\r\n$7\r\nhunter2\r\n"},
		"cache2":       {"", "*1\r\n$4\r\nPING\r\n"},
		"cache3":       {"", "$4\r\nAUTH\r\n$1\r\nx\r\n"},
		"stack":        {"", "$4\r\nAUTH\r\n$1\r\nx\r\n"},
		"mysql":        {mysqlGreeting, "shop\x00mysql_native_password\x00"},
		"mariadb":      {mysqlGreeting, "root\x00"},
		"rabbit":       {amqpGreeting, "\x00me\x00p"},
		"nats":         {"INFO {}\r\n", `"user":"me","pass":"p"`},
		"mongo":        {"", "admin.root\x00"},
		"memcached":    {"", "version\r\n"},
		"elasticlogin": {"", "Authorization: Basic ZWxhc3RpYzpw\r\n"},
	} {
		t.Run(service, func(t *testing.T) {
			if heard := hear(t, service, test.greeting, test.want); !strings.Contains(heard, test.want) {
				t.Errorf("it sends %q, want %q", heard, test.want)
			}
		})
	}
}
