// Command shop runs each service of the example: a cache, a job that fills it, a web server,
// and a worker that ships orders.
package main

import (
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: shop cache|healthcheck|seed|web|worker")
	}
	store := client{os.Getenv("CACHE_ADDRESS")}
	switch args[0] {
	case "cache":
		return serveCache(":6379")
	case "healthcheck":
		_, err := client{"127.0.0.1:6379"}.ask("PING")
		return err
	case "seed":
		return seed(store, os.Getenv("PRODUCTS"))
	case "web":
		return serveWeb(":8080", store)
	case "worker":
		return work(store)
	default:
		return fmt.Errorf("shop: there is no %q", args[0])
	}
}
