package instance_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/instance"
)

func TestHome(t *testing.T) {
	for name, test := range map[string]struct {
		set  map[string]string // @ is the user's home
		old  bool              // version 0.1 was here
		want string
	}{
		"by default":             {nil, false, "@/.local/state/sandbox"},
		"the state of XDG":       {map[string]string{"XDG_STATE_HOME": "/state"}, false, "/state/sandbox"},
		"a relative state":       {map[string]string{"XDG_STATE_HOME": "state"}, false, "@/.local/state/sandbox"},
		"of version 0.1":         {map[string]string{"XDG_STATE_HOME": "/state"}, true, "@/.ktrdr/sandbox"},
		"by the old variable":    {map[string]string{"KTRDR_SANDBOX_HOME": "/old"}, true, "/old"},
		"by the variable":        {map[string]string{"KTRDR_SANDBOX_HOME": "/old", "SANDBOX_HOME": "/new"}, true, "/new"},
		"by a relative path":     {map[string]string{"SANDBOX_HOME": "new"}, false, ""},
		"by an old relative one": {map[string]string{"KTRDR_SANDBOX_HOME": "old"}, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			user := t.TempDir()
			for _, variable := range []string{"XDG_STATE_HOME", "KTRDR_SANDBOX_HOME", "SANDBOX_HOME"} {
				t.Setenv(variable, test.set[variable])
			}
			t.Setenv("HOME", user)
			t.Setenv("USERPROFILE", user)
			if test.old {
				if err := os.MkdirAll(filepath.Join(user, ".ktrdr", "sandbox"), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			want := test.want
			if len(want) > 0 && want[0] == '@' {
				want = user + filepath.FromSlash(want[1:])
			}
			got, err := instance.Home()
			if got != want || (err != nil) != (want == "") {
				t.Errorf("got %q, %v, want %q", got, err, want)
			}
		})
	}
}
