package gate_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/seed-491dada8/sandbox/gate"
)

func TestAnAnswerNamesItsInstance(t *testing.T) {
	for name, test := range map[string]struct {
		header, body string
		identity     gate.Identity
		want         string
	}{
		"not asked":                {"b", `{"instance": "b"}`, gate.Identity{}, ""},
		"the header":               {"a", "", gate.Identity{Header: "X-Instance", Want: "a"}, ""},
		"another's header":         {"b", "", gate.Identity{Header: "X-Instance", Want: "a"}, `the answer of instance "b", not of "a"`},
		"no header":                {"", "", gate.Identity{Header: "X-Instance", Want: "a"}, `no name of an instance, and not "a"`},
		"no header, optional":      {"", "", gate.Identity{Header: "X-Instance", Want: "a", Optional: true}, ""},
		"another's, optional":      {"b", "", gate.Identity{Header: "X-Instance", Want: "a", Optional: true}, `the answer of instance "b", not of "a"`},
		"the field":                {"", `{"instance": "a"}`, gate.Identity{Field: "instance", Want: "a"}, ""},
		"another's field":          {"", `{"instance": "b"}`, gate.Identity{Field: "instance", Want: "a"}, `the answer of instance "b", not of "a"`},
		"a field of another kind":  {"", `{"instance": 1}`, gate.Identity{Field: "instance", Want: "a"}, `no name of an instance, and not "a"`},
		"a body that is no object": {"", `ok`, gate.Identity{Field: "instance", Want: "a"}, `no name of an instance, and not "a"`},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if test.header != "" {
					w.Header().Set("X-Instance", test.header)
				}
				w.Write([]byte(test.body))
			}))
			defer server.Close()
			err := gate.HTTP{URL: server.URL, Identity: test.identity}.Probe(t.Context())
			var other *gate.OtherInstance
			got := ""
			if errors.As(err, &other) {
				got = other.Error()
			}
			if got != test.want || (err != nil) != (test.want != "") {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestAProxyThatAlternatesBetweenInstancesDoesNotPass(t *testing.T) {
	for _, first := range []int{0, 1} {
		asked := first
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Instance", []string{"a", "b"}[asked%2])
			asked++
		}))
		defer server.Close()
		err := gate.HTTP{URL: server.URL, Identity: gate.Identity{Header: "X-Instance", Want: "a"}}.Probe(t.Context())
		var other *gate.OtherInstance
		if !errors.As(err, &other) || other.Got != "b" {
			t.Errorf("first answer by %d: got %v", first, err)
		}
	}
}

// Ordinary checks are asked once.
func TestAnAnswerThatNeedsNoNameIsAskedForOnce(t *testing.T) {
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	defer server.Close()
	for _, identity := range []gate.Identity{{}, {Want: "a"}, {Field: "instance", Want: "a", Optional: true}} {
		if err := (gate.HTTP{URL: server.URL, Identity: identity}).Probe(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if asked != 3 {
		t.Errorf("asked %d times, want 3", asked)
	}
}
