// Command plain is the application of a Compose project without a sandbox, for
// package e2e. Its name or its argument selects what it does.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

var modes = map[string]func() error{
	"web":     func() error { return http.ListenAndServe(":8000", pages()) },
	"media":   func() error { return http.ListenAndServe(":9000", pages()) },
	"worker":  func() error { select {} },
	"migrate": func() error { time.Sleep(time.Second); fmt.Println("migrated"); return nil },
	"broken":  func() error { return fmt.Errorf("relation %q does not exist", "users") },
	"dns":     answerDatagrams,
}

func main() {
	// The kernel ignores a signal to the first process of a container unless the
	// process handles it.
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	go func() { <-stop; os.Exit(0) }()

	if filepath.Base(os.Args[0]) == "wget" {
		get(os.Args[len(os.Args)-1])
		return
	}
	if err := modes[os.Args[1]](); err != nil {
		log.Fatal(err)
	}
}

func pages() http.Handler {
	pages := http.NewServeMux()
	pages.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Instance", os.Getenv("INSTANCE"))
		fmt.Fprintln(w, "ok")
	})
	return pages
}

// get is the command of a healthcheck.
func get(url string) {
	response, err := http.Get(url)
	if err != nil {
		log.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		log.Fatal(response.Status)
	}
}

// answerDatagrams returns each datagram to its sender.
func answerDatagrams() error {
	conn, err := net.ListenPacket("udp", ":53")
	if err != nil {
		return err
	}
	buffer := make([]byte, 1024)
	for {
		n, from, err := conn.ReadFrom(buffer)
		if err != nil {
			return err
		}
		if _, err := conn.WriteTo(buffer[:n], from); err != nil {
			return err
		}
	}
}
