//go:build e2e

package e2e

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A user who has lost .env.sandbox creates a new one. Its password is not the one
// in the data.
func TestUpDetectsAnOldVolumeWithANewFile(t *testing.T) {
	t.Parallel()
	in := newInstance(t)
	in.only(t, "db")
	in.file = in.read(t)
	in.run(t, "sandbox:up").exits(t, 0)
	in.query(t, "CREATE TABLE kept AS SELECT 'data' AS id")

	for _, running := range []bool{true, false} {
		if !running {
			in.write(t, envFile, in.file)
			in.run(t, "sandbox:down").exits(t, 0)
		}
		in.renew(t)
		before := in.compose(t, "ps", "-aq")
		r := in.run(t, "sandbox:up")
		r.exits(t, 1)
		r.complains(t, "Error: volume "+in.id+"_", "older than this .env.sandbox", "put the old .env.sandbox back",
			"mage sandbox:down -volumes", "CREATED_AT=")
		if after := in.compose(t, "ps", "-aq"); after != before {
			t.Errorf("containers were changed from\n%s\nto\n%s", before, after)
		}
	}

	t.Run("the old file is put back", func(t *testing.T) {
		in.write(t, envFile, in.file)
		in.run(t, "sandbox:up").exits(t, 0)
		if got := in.query(t, "SELECT id FROM kept"); got != "data" {
			t.Errorf("the data is %q", got)
		}
		in.run(t, "sandbox:down").exits(t, 0)
	})
	t.Run("the old password and date are put into the new file", func(t *testing.T) {
		password := in.variables(t)["KTRDR_DB_PASSWORD"]
		in.renew(t)
		r := in.run(t, "sandbox:up")
		r.exits(t, 1)
		date := regexp.MustCompile(`CREATED_AT="([^"]+)"`).FindStringSubmatch(r.stderr)
		if date == nil {
			t.Fatalf("no date is named\n%s", r)
		}
		in.setPassword(t, password)
		in.set(t, "CREATED_AT", date[1])
		in.run(t, "sandbox:up").exits(t, 0)
		if got := in.query(t, "SELECT id FROM kept"); got != "data" {
			t.Errorf("the data is %q", got)
		}
	})
	t.Run("the data is deleted", func(t *testing.T) {
		in.renew(t)
		in.run(t, "sandbox:up").exits(t, 1)
		in.run(t, "sandbox:down", "-volumes", "-yes").exits(t, 0)
		in.run(t, "sandbox:up").exits(t, 0)
		in.file = in.read(t)
	})
}

// renew writes a new .env.sandbox for the same instance, with a new password. The
// old file and its copy are lost.
func (in *instance) renew(t *testing.T) {
	t.Helper()
	image := in.variables(t)["KTRDR_BACKEND_IMAGE"]
	if err := errors.Join(os.Remove(filepath.Join(in.dir, envFile)), os.RemoveAll(filepath.Join(in.home(), "kept"))); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Second) // dates have whole seconds
	in.run(t, "sandbox:init", "-slot="+strconv.Itoa(in.slot)).exits(t, 0)
	in.set(t, "KTRDR_BACKEND_IMAGE", image)
	in.set(t, "COMPOSE_PROFILES", "")
}

// The engine's clock may be behind, so that volumes of the first start look older
// than the file.
func TestUpComparesDatesOnceForAFile(t *testing.T) {
	t.Parallel()
	in := newInstance(t)
	in.only(t, "db")
	in.set(t, "CREATED_AT", time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
	in.file = in.read(t)
	for range 2 {
		in.run(t, "sandbox:up").exits(t, 0)
		in.run(t, "sandbox:down").exits(t, 0)
	}
	if err := os.Remove(filepath.Join(in.dir, ".sandbox", "volumes-of")); err != nil {
		t.Fatal(err)
	}
	r := in.run(t, "sandbox:up")
	r.exits(t, 1)
	if !strings.Contains(r.stderr, "older than this .env.sandbox") {
		t.Errorf("it says\n%s", r)
	}
}
