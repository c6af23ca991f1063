package docker

import (
	"slices"
	"strings"
	"testing"
)

func TestEachLineSurvivesAFlood(t *testing.T) {
	text := []byte("a\n" + strings.Repeat("x", 3*maxLine+5) + "\n\nlast\nhalf")
	for _, size := range []int{1, 100, len(text)} {
		var got []int
		w := &eachLine{tell: func(line []byte) { got = append(got, len(line)) }}
		for part := range slices.Chunk(text, size) {
			if n, err := w.Write(part); n != len(part) || err != nil {
				t.Fatal(n, err)
			}
		}
		if want := []int{1, maxLine, 0, 4}; !slices.Equal(got, want) {
			t.Errorf("%d bytes at a time: got %v, want %v", size, got, want)
		}
	}
}

func TestParseEventPassesOverWhatIsNoMember(t *testing.T) {
	for line, want := range map[string]bool{
		`{"Action": "start", "Actor": {"ID": "1", "Attributes": {"com.docker.compose.service": "db"}}}`:                                       true,
		`{"Action": "start", "Actor": {"ID": "1", "Attributes": {"com.docker.compose.service": "db", "com.docker.compose.oneoff": "False"}}}`: true,
		`{"Action": "start", "Actor": {"ID": "1", "Attributes": {"com.docker.compose.service": "db", "com.docker.compose.oneoff": "True"}}}`:  false,
	} {
		if _, got := parseEvent([]byte(line)); got != want {
			t.Errorf("%s: got %v", line, got)
		}
	}
}

func FuzzParseEvent(f *testing.F) {
	f.Add([]byte(`{"Action": "die", "Actor": {"ID": "1", "Attributes": {"com.docker.compose.service": "db"}}, "timeNano": 1}`))
	f.Add([]byte(`{"Action": "health_status: unhealthy"}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		if e, ok := parseEvent(line); ok && (e.Action == "" || e.Actor.ID == "") {
			t.Errorf("got %+v", e)
		}
	})
}
