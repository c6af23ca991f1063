//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

func TestInstancesRunSideBySide(t *testing.T) {
	one, other := healthy(t), newInstance(t)
	r := other.run(t, "sandbox:up")
	r.exits(t, 0)
	r.shows(t, "Startability Gate: PASSED", fmt.Sprintf("API: http://localhost:%d/", other.port(t, "KTRDR_API_PORT")))
	one.run(t, "sandbox:gate").exits(t, 0)

	t.Run("with their own ports and data", func(t *testing.T) {
		for _, in := range []*instance{one, other} {
			in.query(t, "DROP TABLE IF EXISTS owner; CREATE TABLE owner AS SELECT '"+in.id+"' AS id")
		}
		for _, in := range []*instance{one, other} {
			if got := in.query(t, "SELECT id FROM owner"); got != in.id {
				t.Errorf("the database of %s holds the data of %s", in.id, got)
			}
		}
	})
	t.Run("down without consent deletes nothing", func(t *testing.T) {
		before := other.compose(t, "ps", "-q")
		r := other.run(t, "sandbox:down", "-volumes")
		r.exits(t, 1)
		r.complains(t, "-yes")
		if after := other.compose(t, "ps", "-q"); after != before {
			t.Error("containers were stopped")
		}
		if got := other.query(t, "SELECT id FROM owner"); got != other.id {
			t.Errorf("the data is %q", got)
		}
	})
	t.Run("stopped containers are shown as such", func(t *testing.T) {
		other.compose(t, "stop")
		r := other.run(t, "sandbox:status")
		r.exits(t, 0)
		r.shows(t, "Status: stopped\n", fmt.Sprintf("Containers: 0/%d running\n", other.containers(t)))
		other.run(t, "sandbox:gate", "-timeout=1").exits(t, 2)
	})
	t.Run("down keeps the data and leaves the other alone", func(t *testing.T) {
		other.run(t, "sandbox:down").exits(t, 0)
		r := other.run(t, "sandbox:status")
		r.exits(t, 0)
		r.shows(t, "Status: not started\n")
		other.run(t, "sandbox:down").exits(t, 0)
		one.run(t, "sandbox:gate").exits(t, 0)

		other.run(t, "sandbox:up").exits(t, 0)
		if got := other.query(t, "SELECT id FROM owner"); got != other.id {
			t.Errorf("the data is %q", got)
		}
	})
	t.Run("down with consent deletes everything", func(t *testing.T) {
		other.run(t, "sandbox:down", "-volumes", "-yes").exits(t, 0)
		other.holdsNothing(t)
		one.run(t, "sandbox:gate").exits(t, 0)
	})
}

func TestTargetsRefuseIDOfAnotherDirectory(t *testing.T) {
	in := healthy(t)
	stranger := newDirectory(t) // without the claim in its home
	stranger.run(t, "sandbox:init", "-name="+in.id).exits(t, 0)
	for _, args := range []string{"sandbox:up", "sandbox:gate", "sandbox:status", "sandbox:logs"} {
		r := stranger.run(t, strings.Fields(args)...)
		r.exits(t, 1)
		r.complains(t, in.id+" is in use by "+in.dir, "-name=ID")
	}
	r := stranger.run(t, "sandbox:down", "-volumes", "-yes")
	r.exits(t, 0)
	r.complains(t, "kept: container "+in.id+"-", "kept: volume "+in.id+"_", "of the instance in "+in.dir)
	in.run(t, "sandbox:gate").exits(t, 0)
}

// Two clones may have directories of the same name, and so may their instances.
func TestDownKeepsVolumesOfDirectoryWithSameName(t *testing.T) {
	t.Parallel()
	in := newInstance(t)
	in.only(t, "db")
	in.run(t, "sandbox:up").exits(t, 0)
	in.query(t, "CREATE TABLE kept AS SELECT 'data' AS id")
	in.run(t, "sandbox:down").exits(t, 0)

	stranger, err := makeDirectory(t.TempDir(), in.id)
	if err != nil {
		t.Fatal(err)
	}
	if stranger.onMachineOf(in).run(t, "sandbox:init").code == 0 {
		stranger.run(t, "sandbox:down", "-volumes", "-yes")
	}
	in.run(t, "sandbox:up").exits(t, 0)
	if got := in.query(t, "SELECT id FROM kept"); got != "data" {
		t.Errorf("the data is %q", got)
	}
}

// query runs SQL in the instance's database and returns the first value of the last
// statement.
func (in *instance) query(t *testing.T, sql string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), commandTimeout)
	defer cancel()
	config, err := pgconn.ParseConfig("sslmode=disable")
	if err != nil {
		t.Fatal(err)
	}
	variables := in.variables(t)
	config.Host, config.Port = "127.0.0.1", uint16(in.port(t, "KTRDR_DB_PORT"))
	config.User, config.Password, config.Database = variables["KTRDR_DB_USER"], variables["KTRDR_DB_PASSWORD"], variables["KTRDR_DB_NAME"]
	conn, err := pgconn.ConnectConfig(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	results, err := conn.Exec(ctx, sql).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if rows := results[len(results)-1].Rows; len(rows) > 0 {
		return string(rows[0][0])
	}
	return ""
}

// address returns the address of a published port.
func (in *instance) address(t *testing.T, variable string) string {
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(in.port(t, variable)))
}
