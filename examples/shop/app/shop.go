package main

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// seed puts the products and their prices into the cache.
func seed(store client, products string) error {
	for _, product := range strings.Fields(products) {
		name, price, _ := strings.Cut(product, "=")
		if _, err := strconv.ParseFloat(price, 64); err != nil {
			return fmt.Errorf("seed: the price of %s is no number: %q", name, price)
		}
		if _, err := store.ask("SET", "price:"+name, price); err != nil {
			return err
		}
		fmt.Println("seed:", name, "costs", price)
	}
	return nil
}

// serveWeb serves GET /price/NAME and POST /order/NAME. /healthz answers once the cache does.
// /worker answers with the time at which the worker last worked.
func serveWeb(address string, store client) error {
	show := func(words ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			answer, err := store.ask(named(words, r.PathValue("name"))...)
			if err != nil {
				http.Error(w, err.Error(), http.StatusServiceUnavailable)
				return
			}
			fmt.Fprintln(w, answer)
		}
	}
	http.HandleFunc("GET /healthz", show("PING"))
	http.HandleFunc("GET /worker", show("GET", "worker"))
	http.HandleFunc("GET /price/{name}", show("GET", "price:NAME"))
	http.HandleFunc("POST /order/{name}", show("PUSH", "orders", "NAME"))
	fmt.Println("web: listening on", address)
	return http.ListenAndServe(address, nil)
}

// named replaces NAME in a request. It joins the words of the name, which must be one word.
func named(words []string, name string) []string {
	name = strings.Join(strings.Fields(name), "-")
	asked := make([]string, len(words))
	for i, word := range words {
		asked[i] = strings.ReplaceAll(word, "NAME", name)
	}
	return asked
}

// work ships one order after another, and writes the time into the cache.
func work(store client) error {
	for range time.Tick(200 * time.Millisecond) {
		if _, err := store.ask("SET", "worker", time.Now().UTC().Format(time.RFC3339)); err != nil {
			return err
		}
		order, err := store.ask("POP", "orders")
		if err != nil {
			return err
		}
		if order != "" {
			fmt.Println("worker: shipped", order)
		}
	}
	return nil
}
