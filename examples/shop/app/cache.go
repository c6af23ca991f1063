package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"
)

// cache keeps values and queues in memory. A request is a line of words; the answer is one
// line.
type cache struct {
	mu     sync.Mutex
	values map[string]string
	queues map[string][]string
}

func serveCache(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	fmt.Println("cache: listening on", address)
	c := &cache{values: make(map[string]string), queues: make(map[string][]string)}
	for {
		conn, err := listener.Accept()
		if err != nil {
			return err
		}
		go c.serve(conn)
	}
}

func (c *cache) serve(conn net.Conn) {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		fmt.Fprintln(conn, c.answer(strings.Fields(lines.Text())))
	}
}

func (c *cache) answer(words []string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	words = append(words, "", "", "")
	switch command, key, value := words[0], words[1], words[2]; command {
	case "PING":
		return "PONG"
	case "SET":
		c.values[key] = value
		return "OK"
	case "GET":
		return c.values[key]
	case "PUSH":
		c.queues[key] = append(c.queues[key], value)
		return "OK"
	case "POP":
		queue := c.queues[key]
		if len(queue) == 0 {
			return ""
		}
		c.queues[key] = queue[1:]
		return queue[0]
	default:
		return "ERROR"
	}
}

// client asks a cache. Each request uses a new connection.
type client struct{ address string }

func (c client) ask(words ...string) (string, error) {
	conn, err := net.DialTimeout("tcp", c.address, time.Second)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(time.Second)); err != nil {
		return "", err
	}
	fmt.Fprintln(conn, strings.Join(words, " "))
	answer := bufio.NewScanner(conn)
	if !answer.Scan() {
		return "", errors.Join(fmt.Errorf("the cache at %s hung up", c.address), answer.Err())
	}
	return answer.Text(), nil
}
