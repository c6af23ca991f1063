package docker

import (
	"errors"
	"strings"
	"testing"
)

func TestErrorSaysWhatFailedAndWhy(t *testing.T) {
	err := Project{}.Failure([]string{"compose", "up", "-d"}, "no such thing\n", errors.New("exit status 1"))
	if want := "docker compose up: no such thing"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

func TestTailKeepsTheEnd(t *testing.T) {
	kept := &Tail{Limit: 10}
	for range 1000 {
		if n, err := kept.Write([]byte("0123456789abc")); n != 13 || err != nil {
			t.Fatal(n, err)
		}
	}
	if string(kept.text) != "3456789abc" || cap(kept.text) > 1000 {
		t.Errorf("got %q of capacity %d", kept.text, cap(kept.text))
	}
}

func TestAnErrorOfDockersTellsNoSecret(t *testing.T) {
	p := Project{Name: "a", Env: map[string]string{"DB_PASSWORD": "hunter2", "DB_USER": "ktrdr"}}
	err := p.Failure([]string{"compose", "config"}, "invalid hostPort: hunter2 of ktrdr\n", errors.New("exit status 1"))
	if got := err.Error() + Output(err); strings.Contains(got, "hunter2") || !strings.Contains(got, "invalid hostPort: *** of ktrdr") {
		t.Errorf("got %q", got)
	}
}
