package derive_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
)

func publishing(entries ...composefile.Port) composefile.Project {
	return composefile.Project{Services: map[string]composefile.Service{"web": {Ports: entries}}}
}

func TestCandidatesAreVariablesOfPublishedNumbers(t *testing.T) {
	for _, test := range []struct {
		text  string
		value map[string]string
		want  []string
	}{
		{"${API:-8000}:80", nil, []string{"API"}},
		{"${API-8000}:80 ${API:-8000}", nil, []string{"API"}},
		{"${API}:80 $WEB:81", map[string]string{"API": "8000", "WEB": "8000"}, []string{"API", "WEB"}},
		{"${API:?must be set}:80", map[string]string{"API": "8000"}, []string{"API"}},
		{"${FIRST:-9000}-9003:81", nil, []string{"FIRST"}},
		{"${OUTER:-${INNER:-8000}}:80", nil, []string{"INNER"}},
		{"$${API:-8000} ${TAG:-1.2} ${MAX:-65536} ${NONE:-0} $", nil, nil},
		{"${B:-2}:${A:-1} ${B:-2}", nil, []string{"B", "A"}},
		{"${BIND:-127.0.0.1}:80:80", map[string]string{"BIND": "127.0.0.1"}, nil},
	} {
		got := derive.Candidates([]string{test.text}, func(name string) string { return test.value[name] })
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.text, got, test.want)
		}
	}
}

func TestSentinelsAscend(t *testing.T) {
	got := derive.Sentinels([]string{"B", "A"})
	if want := map[string]string{"B": "65534", "A": "65535"}; !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestVariablesAreFoundByTheirSentinels(t *testing.T) {
	sentinels := map[string]string{"API": "65535", "WEB": "65534"}
	for name, test := range map[string]struct {
		before, after []composefile.Port
		want          map[string]string
	}{
		"one of two": {
			[]composefile.Port{{Target: 80, Published: "8000"}, {Target: 81, Published: "8001"}},
			[]composefile.Port{{Target: 80, Published: "65535"}, {Target: 81, Published: "8001"}},
			map[string]string{"web/80/tcp": "API"},
		},
		"one for both protocols": {
			[]composefile.Port{{Target: 53, Published: "53"}, {Target: 53, Published: "53", Protocol: "udp"}},
			[]composefile.Port{{Target: 53, Published: "65535"}, {Target: 53, Published: "65535", Protocol: "udp"}},
			map[string]string{"web/53/tcp": "API", "web/53/udp": "API"},
		},
		"in the container as well": {
			[]composefile.Port{{Target: 3000, Published: "3000"}},
			[]composefile.Port{{Target: 65534, Published: "65534"}},
			map[string]string{"web/3000/tcp": "WEB"},
		},
		"another entry": {
			[]composefile.Port{{Target: 80, Published: "8000"}},
			[]composefile.Port{{Target: 81, Published: "65535"}},
			map[string]string{},
		},
		"another number of entries": {
			[]composefile.Port{{Target: 80, Published: "8000"}},
			[]composefile.Port{{Target: 80, Published: "65535"}, {Target: 81, Published: "65535"}},
			map[string]string{},
		},
		"a number that is the sentinel's already": {
			[]composefile.Port{{Target: 80, Published: "65535"}},
			[]composefile.Port{{Target: 80, Published: "65535"}},
			map[string]string{},
		},
		"a range": {
			[]composefile.Port{{Target: 80, Published: "8000-8005"}},
			[]composefile.Port{{Target: 80, Published: "65535-8005"}},
			map[string]string{},
		},
	} {
		if got := derive.VariablesOf(publishing(test.before...), publishing(test.after...), sentinels); !maps.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}
