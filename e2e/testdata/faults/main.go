// Command faults is a service that fails in the way that its arguments name, for
// the scenarios of package e2e.
package main

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const address = ":8000"

// modes are the ways to fail, by name. Each function gets the other arguments.
var modes = map[string]func(args []string) error{
	"serve":        func([]string) error { return serve(address, answer(http.StatusOK, "ok")) },
	"slow":         slow,
	"crash-once":   crashOnce,
	"exit":         exit,
	"flood":        flood,
	"oom":          func([]string) error { return eatMemory() },
	"deaf":         func([]string) error { select {} },
	"loopback":     func([]string) error { return serve("127.0.0.1:8000", answer(http.StatusOK, "ok")) },
	"mute":         func([]string) error { return mute() },
	"status":       status,
	"workers":      workers,
	"registry":     func([]string) error { return registry() },
	"register":     register,
	"proxy":        func([]string) error { return proxy() },
	"script":       script,
	"eat":          eat,
	"secure":       func([]string) error { return secure() },
	"redirect":     func([]string) error { return redirect() },
	"body":         func(args []string) error { return serve(address, body(args[0], "/api/v1/workers", http.StatusOK)) },
	"redis-server": func([]string) error { return redis() },
	"error-body":   func(args []string) error { return serve(address, body(args[0], "/", http.StatusInternalServerError)) },
}

func main() {
	// The kernel ignores a signal to the first process of a container unless the
	// process handles it.
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	go func() { <-stop; os.Exit(0) }()

	args := afterwards(os.Args[1:])
	mode, known := modes[args[0]]
	if !known {
		fmt.Fprintln(os.Stderr, "no such mode")
		os.Exit(64)
	}
	if err := mode(args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// afterwards waits for the duration in "after 3s" and returns the arguments after
// it.
func afterwards(args []string) []string {
	if args[0] != "after" {
		return args
	}
	pause, err := time.ParseDuration(args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(64)
	}
	time.Sleep(pause)
	return args[2:]
}

func serve(address string, h http.Handler) error { return http.ListenAndServe(address, h) }

func answer(code int, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if instance := os.Getenv("INSTANCE"); instance != "" {
			w.Header().Set("X-Instance", instance)
		}
		w.WriteHeader(code)
		fmt.Fprintln(w, text)
	}
}

func status(args []string) error {
	code, err := strconv.Atoi(args[0])
	return errors.Join(err, serve(address, answer(code, "cannot serve: out of coffee")))
}

// workers serves a list of registered workers.
func workers(names []string) error {
	list := "["
	for i, name := range names {
		if i > 0 {
			list += ","
		}
		list += fmt.Sprintf(`{"worker_id": %q}`, name)
	}
	return serve(address, answer(http.StatusOK, list+"]"))
}

// slow waits before it serves.
func slow(args []string) error {
	pause, err := time.ParseDuration(args[0])
	time.Sleep(pause)
	return errors.Join(err, serve(address, answer(http.StatusOK, "ok")))
}

// crashOnce fails on the first start of a container and serves on the next.
func crashOnce([]string) error {
	if err := os.Mkdir("/crashed", 0o700); err == nil {
		return errors.New("not in the mood today")
	}
	return serve(address, answer(http.StatusOK, "ok"))
}

// exit prints a line and exits with a code.
func exit(args []string) error {
	code, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	fmt.Println("goodbye")
	os.Exit(code)
	return nil
}

// eatMemory touches every page, so that all memory is really used.
func eatMemory() error {
	time.Sleep(time.Second) // Debian's engine loses the event if it comes right after the start
	var all [][]byte
	for {
		all = append(all, bytes.Repeat([]byte{byte(len(all) + 1)}, 1<<20))
	}
}

// script waits, answers for a while, refuses for a while, ends once if it is to crash, and
// then answers for good.
func script(args []string) error {
	var pauses [3]time.Duration
	for i := range pauses {
		pause, err := time.ParseDuration(args[i])
		if err != nil {
			return err
		}
		pauses[i] = pause
	}
	time.Sleep(pauses[0])
	begun := time.Now()
	if args[3] == "crash" {
		time.AfterFunc(pauses[1], func() {
			if os.Mkdir("/crashed", 0o700) == nil {
				os.Exit(3)
			}
		})
	}
	return serve(address, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if since := time.Since(begun); since > pauses[1] && since < pauses[1]+pauses[2] {
			answer(http.StatusServiceUnavailable, "flapping")(w, r)
			return
		}
		answer(http.StatusOK, `{"workers": [{"worker_id": "backtest-worker-1"}, {"worker_id": "backtest-worker-2"}, {"worker_id": "training-worker-1"}, {"worker_id": "training-worker-2"}]}`)(w, r)
	}))
}

// eat uses some MiB of memory, and then serves.
func eat(args []string) error {
	size, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	time.Sleep(time.Second) // as in eatMemory
	used := bytes.Repeat([]byte{1}, size<<20)
	defer func() { _ = used[0] }()
	return serve(address, answer(http.StatusOK, "ok"))
}

// redirect answers on one path, to which every other one redirects.
func redirect() error {
	paths := http.NewServeMux()
	paths.Handle("/", http.RedirectHandler("/again", http.StatusFound))
	paths.Handle("/again", answer(http.StatusOK, "ok"))
	return serve(address, paths)
}

// redis answers each command of a Redis client with ANSWER, or else as a server in order.
func redis() error {
	line := cmp.Or(os.Getenv("ANSWER"), "+PONG")
	listener, err := net.Listen("tcp", ":6379")
	if err != nil {
		return err
	}
	for {
		conn, err := listener.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer conn.Close()
			commands := make([]byte, 4096)
			for {
				if _, err := conn.Read(commands); err != nil {
					return
				}
				fmt.Fprint(conn, line+"\r\n")
			}
		}()
	}
}

// mute accepts connections and never answers.
func mute() error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	for {
		conn, err := listener.Accept()
		if err != nil {
			return err
		}
		go func() { _, _ = io.Copy(io.Discard, conn) }()
	}
}

// flood prints megabytes of terminal escape sequences, then fails.
func flood([]string) error {
	binary := make([]byte, 1<<20)
	rand.Read(binary)
	os.Stdout.Write(binary)
	for range 20 {
		fmt.Printf("\n\x1b[31;1m%s\x1b[0m\r\x1b]0;title\x07", strings.Repeat("long line ", 10_000))
	}
	fmt.Println("\n\x1b[2J\x1b[31mfatal:\x1b[0m the flood is over\a\b\x00")
	return errors.New("drowned")
}

// body returns a healthy handler, except for paths below below, where it answers
// with a kind of body.
func body(kind, below string, code int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, below) {
			return
		}
		switch kind {
		case "html":
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(code)
			fmt.Fprintln(w, "<!doctype html>\n<html>\x1b[31m<title>Welcome</title>\r\n<body>")
		case "half":
			w.Header().Set("Content-Length", "1000")
			w.WriteHeader(code)
			fmt.Fprint(w, `[{"worker_id": "training-work`)
		case "endless": // a chunk now and then
			w.WriteHeader(code)
			for r.Context().Err() == nil {
				fmt.Fprint(w, "[")
				http.NewResponseController(w).Flush()
				time.Sleep(50 * time.Millisecond)
			}
		case "huge": // gigabytes, as fast as the client reads
			w.WriteHeader(code)
			chunk := bytes.Repeat([]byte(`[{"worker_id": "x"}, `), 1<<12)
			for n := 0; n < 4<<30 && r.Context().Err() == nil; n += len(chunk) {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		}
	})
}
