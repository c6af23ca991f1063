// Command blog is the application of the example: it answers only while its database does.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/seed-491dada8/sandbox/gate/mysql"
)

func main() {
	db := mysql.Target{
		Name: "the database", Address: os.Getenv("DB_ADDRESS"),
		User: "blog", Password: os.Getenv("DB_PASSWORD"), Database: "blog", Writable: true,
	}
	withDatabase := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if err := db.Probe(r.Context()); err != nil {
				http.Error(w, err.Error(), http.StatusServiceUnavailable)
				return
			}
			fmt.Fprintln(w, text)
		}
	}
	http.HandleFunc("GET /healthz", withDatabase("ok"))
	http.HandleFunc("GET /{$}", withDatabase("Welcome to the blog."))
	log.Fatal(http.ListenAndServe(":8080", nil))
}
