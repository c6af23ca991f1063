// Command sensors runs each service of the example: a gateway from datagrams to the
// broker, consumers that share the readings, and an alarm that hears all.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"time"
)

const subject = "readings"

func main() {
	services := map[string]func(*broker) error{
		"gateway":  receive,
		"consumer": func(b *broker) error { return consume(b, "consumers") },
		"alarm":    func(b *broker) error { return consume(b, "") },
	}
	if len(os.Args) != 2 || services[os.Args[1]] == nil {
		log.Fatal("usage: sensors gateway|consumer|alarm")
	}
	for { // the broker may start later, or again
		b, err := dial(os.Getenv("NATS_URL"))
		if err == nil {
			err = services[os.Args[1]](b)
		}
		log.Print(err)
		time.Sleep(time.Second)
	}
}

// receive publishes each datagram.
func receive(b *broker) error {
	defer b.conn.Close()
	datagrams, err := net.ListenPacket("udp", ":8125")
	if err != nil {
		return err
	}
	defer datagrams.Close()
	go func() { _, _ = b.next() }() // answers the broker's pings
	buffer := make([]byte, 1<<10)
	for {
		n, _, err := datagrams.ReadFrom(buffer)
		if err != nil {
			return err
		}
		if err := b.publish(subject, buffer[:n]); err != nil {
			return err
		}
	}
}

var heard atomic.Int64

// pages serves GET /metrics, the number of readings.
var pages = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "readings", heard.Load()) })

// consume counts the readings. Those who name the same group share them.
func consume(b *broker, group string) error {
	defer b.conn.Close()
	if err := b.subscribe(subject, group); err != nil {
		return err
	}
	metrics := &http.Server{Addr: ":9100", Handler: pages}
	defer metrics.Close()
	go func() { log.Print(metrics.ListenAndServe()) }()
	for {
		reading, err := b.next()
		if err != nil {
			return err
		}
		heard.Add(1)
		fmt.Printf("heard %s\n", reading)
	}
}
