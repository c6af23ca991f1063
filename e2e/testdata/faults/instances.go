package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"
)

// registry lists the workers that register, as the backend of the default stack does.
func registry() error {
	var names []string
	var lock sync.Mutex
	return serve(address, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lock.Lock()
		defer lock.Unlock()
		if name := r.URL.Query().Get("name"); name != "" {
			names = append(names, name)
		}
		list := "["
		for i, name := range names {
			list += strings.Repeat(",", min(i, 1)) + fmt.Sprintf(`{"worker_id": %q}`, name)
		}
		answer(http.StatusOK, list+"]")(w, r)
	}))
}

// register registers a worker with the first backend that answers, and stays.
func register(args []string) error {
	for {
		response, err := http.Get("http://backend:8000/?name=" + args[0])
		if err == nil {
			response.Body.Close()
			select {}
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// proxy hands each request on to the oldest container that has the label "routed", of the
// Compose project PROJECT or, without it, of any.
func proxy() error {
	labels := []string{"routed=" + os.Getenv("NETWORK")}
	if project := os.Getenv("PROJECT"); project != "" {
		labels = append(labels, "com.docker.compose.project="+project)
	}
	return serve(address, &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		host, err := oldest(r.In.Context(), labels)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		r.SetURL(&url.URL{Scheme: "http", Host: cmp.Or(host, "nowhere.invalid") + address})
	}})
}

// oldest returns the address of the oldest running container that has all labels, on the
// network that the instances share.
func oldest(ctx context.Context, labels []string) (string, error) {
	engine := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", "/var/run/docker.sock")
	}}}
	defer engine.CloseIdleConnections()
	filters, err := json.Marshal(map[string][]string{"label": labels})
	if err != nil {
		return "", err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://engine/containers/json?filters="+url.QueryEscape(string(filters)), nil)
	if err != nil {
		return "", err
	}
	response, err := engine.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var containers []struct { // the newest first
		NetworkSettings struct {
			Networks map[string]struct{ IPAddress string }
		}
	}
	if err := json.NewDecoder(response.Body).Decode(&containers); err != nil {
		return "", err
	}
	if len(containers) == 0 {
		return "", errors.New("no container is routed")
	}
	return containers[len(containers)-1].NetworkSettings.Networks[os.Getenv("NETWORK")].IPAddress, nil
}
