package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

// queue is a Redis server. Each command uses a new connection.
type queue struct{ address, password string }

// ask logs in, runs a command and returns its answer, "" if Redis has none.
func (q queue) ask(command ...string) (string, error) {
	conn, err := net.DialTimeout("tcp", q.address, time.Second)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(time.Second)); err != nil {
		return "", err
	}
	answers := bufio.NewReader(conn)
	var answer string
	for _, words := range [][]string{{"AUTH", q.password}, command} {
		if _, err := conn.Write(encode(words)); err != nil {
			return "", err
		}
		if answer, err = read(answers); err != nil {
			return "", fmt.Errorf("%s: %w", words[0], err)
		}
	}
	return answer, nil
}

func encode(words []string) []byte {
	text := fmt.Sprintf("*%d\r\n", len(words))
	for _, word := range words {
		text += fmt.Sprintf("$%d\r\n%s\r\n", len(word), word)
	}
	return []byte(text)
}

// read reads one answer that has no line break in it.
func read(answers *bufio.Reader) (string, error) {
	line, err := answers.ReadString('\n')
	if err != nil {
		return "", err
	}
	line = strings.TrimRight(line, "\r\n")
	switch {
	case strings.HasPrefix(line, "-"):
		return "", errors.New(line[1:])
	case line == "$-1":
		return "", nil
	case strings.HasPrefix(line, "$"):
		line, err = answers.ReadString('\n')
		return strings.TrimRight(line, "\r\n"), err
	}
	return line[1:], nil
}
