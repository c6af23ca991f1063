package derive_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/stack"
)

// checkedBy returns how a web server with a healthcheck is asked.
func checkedBy(t *testing.T, check composefile.Healthcheck) derive.Asked {
	t.Helper()
	d, err := derive.Stack(composefile.Project{Services: map[string]composefile.Service{
		"web": {Image: "web", Ports: []composefile.Port{{Target: 80, Published: "8080"}}, Healthcheck: &check},
	}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return d.Asked("web")
}

// curl without --fail ends with 0 after any answer. An error of the server is still none that a
// service gives when it is ready.
func TestAHealthcheckDecidesWhichStatusesPass(t *testing.T) {
	for command, passing := range map[string][]int{
		"curl -s http://localhost:80/":            {200, 302, 404},
		"curl -sS -o /dev/null localhost":         {200, 302, 404},
		"curl -f http://localhost:80/":            {200, 302},
		"curl -sSf http://localhost:80/ || false": {200, 302},
		"curl --fail --silent localhost":          {200, 302},
		"wget -q --spider http://localhost/":      {200, 302},
	} {
		asked := checkedBy(t, composefile.Healthcheck{Test: []string{"CMD-SHELL", command}})
		var passed []int
		for _, status := range []int{200, 302, 404, 503} {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
			if asked.Probe(stack.Endpoint{URL: server.URL, Address: strings.TrimPrefix(server.URL, "http://")})(t.Context()) == nil {
				passed = append(passed, status)
			}
			server.Close()
		}
		if !slices.Equal(passed, passing) {
			t.Errorf("%s: %v pass, want %v", command, passed, passing)
		}
	}
}

func TestAProbeMayTakeAsLongAsTheHealthcheck(t *testing.T) {
	for text, want := range map[string]time.Duration{"": 0, "20s": 20 * time.Second, "1m0s": time.Minute} {
		if got := checkedBy(t, composefile.Healthcheck{Test: []string{"CMD", "wget", "http://localhost/"}, Timeout: text}).Timeout; got != want {
			t.Errorf("timeout %q: got %s, want %s", text, got, want)
		}
	}
}
