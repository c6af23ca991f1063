// Command todo runs each service of the example: a job that creates the table, a web
// server that takes tasks, and a worker that does them.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
)

func main() {
	ctx := context.Background()
	services := map[string]func(context.Context) error{"migrate": migrate, "web": serve, "worker": work}
	if len(os.Args) != 2 || services[os.Args[1]] == nil {
		log.Fatal("usage: todo migrate|web|worker")
	}
	if err := services[os.Args[1]](ctx); err != nil {
		log.Fatal(err)
	}
}

func connect(ctx context.Context) (*pgx.Conn, error) {
	return pgx.Connect(ctx, os.Getenv("DATABASE_URL"))
}

// execute runs one statement on a connection of its own.
func execute(ctx context.Context, statement string, arguments ...any) error {
	db, err := connect(ctx)
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	_, err = db.Exec(ctx, statement, arguments...)
	return err
}

func migrate(ctx context.Context) error {
	return execute(ctx, "CREATE TABLE IF NOT EXISTS tasks (id serial PRIMARY KEY, text text NOT NULL, done timestamptz)")
}

// serve takes tasks as POST /tasks. GET /healthz answers if the table can be read.
func serve(context.Context) error {
	answer := func(w http.ResponseWriter, err error) {
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ok")
	}
	http.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		answer(w, execute(r.Context(), "SELECT count(*) FROM tasks"))
	})
	http.HandleFunc("POST /tasks", func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<10))
		if err == nil {
			err = execute(r.Context(), "INSERT INTO tasks (text) VALUES ($1)", string(text))
		}
		answer(w, err)
	})
	return http.ListenAndServe(":8000", nil)
}

// work does one task after another. Two workers never do the same one.
func work(ctx context.Context) error {
	db, err := connect(ctx)
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	const next = `UPDATE tasks SET done = now() WHERE id =
		(SELECT id FROM tasks WHERE done IS NULL ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING text`
	for range time.Tick(500 * time.Millisecond) {
		var text string
		switch err := db.QueryRow(ctx, next).Scan(&text); err {
		case nil:
			fmt.Println("done:", text)
		case pgx.ErrNoRows:
		default:
			return err
		}
	}
	return nil
}
