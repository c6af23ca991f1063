// Command mailer runs each service of the example: a web server that puts letters into a
// queue, a sender that takes them out, and a counter of what was sent.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
)

func main() {
	services := map[string]func(context.Context, queue) error{"web": serve, "sender": send, "counter": count}
	if len(os.Args) != 2 || services[os.Args[1]] == nil {
		log.Fatal("usage: mailer web|sender|counter")
	}
	letters := queue{os.Getenv("REDIS_ADDRESS"), os.Getenv("REDIS_PASSWORD")}
	for { // the database and the queue may restart
		err := services[os.Args[1]](context.Background(), letters)
		log.Print(err)
		time.Sleep(time.Second)
	}
}

// withTable connects to the database and creates the table of sent letters.
func withTable(ctx context.Context) (*pgx.Conn, error) {
	db, err := pgx.Connect(ctx, os.Getenv("DATABASE_URL"))
	if err != nil {
		return nil, err
	}
	_, err = db.Exec(ctx, "CREATE TABLE IF NOT EXISTS sent (letter text, at timestamptz DEFAULT now())")
	return db, err
}

// serve takes letters as POST /letters/NAME. GET /healthz answers if the queue does.
func serve(_ context.Context, letters queue) error {
	answer := func(w http.ResponseWriter, command ...string) {
		text, err := letters.ask(command...)
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, text)
	}
	http.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, "PING") })
	http.HandleFunc("POST /letters/{name}", func(w http.ResponseWriter, r *http.Request) {
		answer(w, "LPUSH", "letters", r.PathValue("name"))
	})
	return http.ListenAndServe(":3000", nil)
}

func send(ctx context.Context, letters queue) error {
	db, err := withTable(ctx)
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	for range time.Tick(200 * time.Millisecond) {
		letter, err := letters.ask("RPOP", "letters")
		if err != nil {
			return err
		}
		if letter == "" {
			continue
		}
		if _, err := db.Exec(ctx, "INSERT INTO sent (letter) VALUES ($1)", letter); err != nil {
			return err
		}
	}
	return nil
}

func count(ctx context.Context, _ queue) error {
	db, err := withTable(ctx)
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	for range time.Tick(time.Minute) {
		var sent int
		if err := db.QueryRow(ctx, "SELECT count(*) FROM sent").Scan(&sent); err != nil {
			return err
		}
		fmt.Println(sent, "letters were sent")
	}
	return nil
}
