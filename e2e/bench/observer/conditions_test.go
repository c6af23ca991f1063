package observer

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestWorkersMustAllBeListed(t *testing.T) {
	entries := func(ids ...string) string {
		var list []string
		for _, id := range ids {
			list = append(list, fmt.Sprintf(`{"worker_id": %q}`, id))
		}
		return `{"workers": [` + strings.Join(list, ", ") + `]}`
	}
	tests := []struct {
		name   string
		status int
		body   string
		want   bool
	}{
		{"all", http.StatusOK, entries(workerIDs...), true},
		{"and one more", http.StatusOK, entries(append([]string{"other"}, workerIDs...)...), true},
		{"three", http.StatusOK, entries(workerIDs[1:]...), false},
		{"one of them four times", http.StatusOK, entries("training-worker-1", "training-worker-1", "training-worker-1", "training-worker-1"), false},
		{"none", http.StatusOK, entries(), false},
		{"no list", http.StatusOK, `{}`, false},
		{"no JSON", http.StatusOK, `<html>`, false},
		{"all, and an error", http.StatusServiceUnavailable, entries(workerIDs...), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(tt.status)
				fmt.Fprint(w, tt.body)
			}))
			defer server.Close()
			if err := listed(t.Context(), server.URL); (err == nil) != tt.want {
				t.Errorf("listed() = %v", err)
			}
		})
	}
}

func TestGetFollowsNoRedirect(t *testing.T) {
	server := httptest.NewServer(http.RedirectHandler("/elsewhere", http.StatusFound))
	defer server.Close()
	if err := get(t.Context(), server.URL, http.StatusOK); err == nil {
		t.Error("a redirect passed for 200")
	}
	if err := get(t.Context(), server.URL, http.StatusOK, http.StatusFound); err != nil {
		t.Error(err)
	}
}
