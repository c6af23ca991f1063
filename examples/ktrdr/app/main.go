// Command app is every service of the example: its first argument says which.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

func main() {
	// The kernel ignores a signal to the first process of a container unless the process
	// handles it.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if filepath.Base(os.Args[0]) == "curl" {
		exit(get(os.Args[len(os.Args)-1]))
	}
	switch os.Args[1] {
	case "backend":
		go func() { exit(http.ListenAndServe(":"+os.Args[2], backend())) }()
	case "worker":
		go func() { exit(http.ListenAndServe(":"+os.Args[2], worker())) }()
		go register(ctx)
	case "migrate":
		exit(migrate(ctx))
	}
	<-ctx.Done()
}

// exit ends the program.
func exit(err error) {
	if err != nil {
		log.Fatal(err)
	}
	os.Exit(0)
}

// get returns an error unless the page at an address is there.
func get(address string) error {
	response, err := http.Get(address)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", address, response.Status)
	}
	return nil
}

// backend answers with the workers that have registered, as NAME at HOST.
func backend() http.Handler {
	var lock sync.Mutex
	workers := make(map[string]bool)
	pages := http.NewServeMux()
	pages.HandleFunc("GET /api/v1/health", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	pages.HandleFunc("POST /api/v1/workers", func(_ http.ResponseWriter, r *http.Request) {
		lock.Lock()
		defer lock.Unlock()
		workers[r.FormValue("id")+" at "+r.FormValue("host")] = true
	})
	pages.HandleFunc("GET /api/v1/workers", func(w http.ResponseWriter, _ *http.Request) {
		lock.Lock()
		defer lock.Unlock()
		_ = json.NewEncoder(w).Encode(slices.Sorted(maps.Keys(workers)))
	})
	return pages
}

func worker() http.Handler {
	pages := http.NewServeMux()
	pages.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	return pages
}

// register tells the backend every second that the worker is there.
func register(ctx context.Context) {
	host, _ := os.Hostname()
	form := url.Values{"id": {os.Getenv("WORKER_ID")}, "host": {host}}
	for ctx.Err() == nil {
		response, err := http.PostForm(os.Getenv("API_URL")+"/workers", form)
		if err == nil {
			response.Body.Close()
		}
		time.Sleep(time.Second)
	}
}

// migrate brings the schema of the database up to date.
func migrate(ctx context.Context) error {
	conn, err := pgconn.Connect(ctx, os.Getenv("DATABASE_URL"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "CREATE TABLE IF NOT EXISTS runs (id int)").ReadAll(); err != nil {
		return err
	}
	fmt.Println("migrated")
	return nil
}
