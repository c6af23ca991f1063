package main

import (
	"encoding/json"
	"maps"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestEveryRouteIsDocumented(t *testing.T) {
	var document struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(openAPI, &document); err != nil {
		t.Fatal(err)
	}
	documented := map[string]bool{}
	for path, operations := range document.Paths {
		for method := range operations {
			documented[strings.ToUpper(method)+" "+path] = true
		}
	}
	served := map[string]bool{}
	for _, route := range (&backend{metrics: newMetrics()}).routes() {
		served[route.pattern] = true
	}
	if !maps.Equal(documented, served) {
		t.Errorf("openapi.json has %q, the backend serves %q",
			slices.Sorted(maps.Keys(documented)), slices.Sorted(maps.Keys(served)))
	}
}

func TestDocsPageIsSelfContained(t *testing.T) {
	server := httptest.NewServer(newTestBackend(t, closedAddress(t)).handler())
	defer server.Close()
	status, page := request(t, server, "GET", "/", "") // redirected
	if status != 200 {
		t.Fatalf("got %d %s", status, page)
	}
	for _, path := range []string{"/api/v1/health", "/api/v1/workers/{worker_id}", "/metrics"} {
		if !strings.Contains(page, path) {
			t.Errorf("page lacks %s", path)
		}
	}
	if foreign := regexp.MustCompile(`(?i)<script|<link|<img|(src|href)="[^/]|url\(|@import`).FindString(page); foreign != "" {
		t.Errorf("page fetches or runs something: %s", foreign)
	}
}
