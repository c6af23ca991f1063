package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
)

// broker is a connection to a NATS server.
type broker struct {
	conn  net.Conn
	lines *bufio.Reader
}

// dial connects and logs in to the server of a URL.
func dial(address string) (*broker, error) {
	server, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	conn, err := net.Dial("tcp", server.Host)
	if err != nil {
		return nil, err
	}
	password, _ := server.User.Password()
	login, err := json.Marshal(map[string]any{"verbose": false, "user": server.User.Username(), "pass": password})
	if err == nil {
		_, err = fmt.Fprintf(conn, "CONNECT %s\r\n", login)
	}
	return &broker{conn, bufio.NewReader(conn)}, err
}

func (b *broker) publish(subject string, payload []byte) error {
	_, err := fmt.Fprintf(b.conn, "PUB %s %d\r\n%s\r\n", subject, len(payload), payload)
	return err
}

func (b *broker) subscribe(subject, group string) error {
	_, err := fmt.Fprintf(b.conn, "SUB %s %s 1\r\n", subject, group)
	return err
}

// next waits for the next message.
func (b *broker) next() ([]byte, error) {
	for {
		line, err := b.lines.ReadString('\n')
		if err != nil {
			return nil, err
		}
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		switch words[0] {
		case "PING":
			_, err = b.conn.Write([]byte("PONG\r\n"))
		case "MSG":
			return b.payload(words[len(words)-1])
		case "-ERR":
			err = fmt.Errorf("the broker says %s", strings.TrimSpace(line))
		}
		if err != nil {
			return nil, err
		}
	}
}

// payload reads a message of a size.
func (b *broker) payload(size string) ([]byte, error) {
	var n int
	if _, err := fmt.Sscan(size, &n); err != nil {
		return nil, err
	}
	message := make([]byte, n+len("\r\n"))
	_, err := io.ReadFull(b.lines, message)
	return message[:n], err
}
