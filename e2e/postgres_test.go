//go:build e2e

package e2e

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/gate/postgres"
)

// database returns the gate's target for an instance's database.
func (in *instance) database(t *testing.T) postgres.Target {
	variables := in.variables(t)
	return postgres.Target{
		Name: "the database", Address: in.address(t, "KTRDR_DB_PORT"),
		User: variables["KTRDR_DB_USER"], Password: variables["KTRDR_DB_PASSWORD"], Database: variables["KTRDR_DB_NAME"],
	}
}

func TestPostgresProbeOfServerThatAnswers(t *testing.T) {
	good := healthy(t).database(t)
	for _, test := range []struct {
		name string
		ask  func(*postgres.Target)
		code string // SQLSTATE; "" passes
	}{
		{"good", func(*postgres.Target) {}, ""},
		{"wrong password", func(p *postgres.Target) { p.Password = "wrong-password" }, "28P01"},
		{"no password", func(p *postgres.Target) { p.Password = "" }, "28P01"},
		{"no such user", func(p *postgres.Target) { p.User = "nobody" }, "28P01"},
		{"no such database", func(p *postgres.Target) { p.Database = "nowhere" }, "3D000"},
	} {
		t.Run(test.name, func(t *testing.T) {
			target := good
			test.ask(&target)
			ctx, cancel := context.WithTimeout(t.Context(), commandTimeout)
			defer cancel()
			err := target.Probe(ctx)
			if test.code == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			server, ok := errors.AsType[*postgres.ServerError](err)
			if !ok || server.Code != test.code {
				t.Fatalf("the error is %v, want one that wraps SQLSTATE %s", err, test.code)
			}
			if !strings.Contains(err.Error(), test.code) || !strings.HasPrefix(err.Error(), "SELECT 1 on the database/"+target.Database+" returned ") {
				t.Errorf("the error is %q", err)
			}
			if strings.Contains(err.Error(), good.Password) || strings.Contains(err.Error(), "wrong-password") {
				t.Errorf("the error shows a password: %v", err)
			}
		})
	}
}

func TestPostgresProbeOfListenerThatNeverAnswers(t *testing.T) {
	t.Parallel()
	cause := errors.New("the time is up")
	ctx, cancel := context.WithTimeoutCause(t.Context(), 100*time.Millisecond, cause)
	defer cancel()
	target := postgres.Target{Name: "a listener", Address: listen(t, 0).Addr().String(), User: "u", Password: "p", Database: "d"}
	if err := target.Probe(ctx); !errors.Is(err, cause) {
		t.Errorf("the error is %v, want the cause of the context", err)
	}
}

func TestPostgresProbeOfPortWithoutListener(t *testing.T) {
	t.Parallel()
	listener := listen(t, 0)
	listener.Close()
	target := postgres.Target{Name: "no listener", Address: listener.Addr().String(), User: "u", Password: "p", Database: "d"}
	if err := target.Probe(t.Context()); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("the error is %v, want connection refused", err)
	}
}

// The first start initialises the data and then serves it from a second process.
// The probe may pass only when the second process answers, and must pass from then
// on. Probing begins before the start, so that nothing is missed.
func TestPostgresProbeDuringFirstStart(t *testing.T) {
	t.Parallel()
	in := newInstance(t)
	in.only(t, "db")
	target := in.database(t)
	if err := target.Probe(t.Context()); err == nil {
		t.Fatal("it passes before the start")
	}
	var starting sync.WaitGroup
	starting.Go(func() {
		if r, err := in.execute("sandbox:up", "-nowait"); err != nil || r.code != 0 {
			t.Errorf("%v\n%s", err, r)
		}
	})
	accepted, failed := 0, 0
	eventually(t, "Postgres answers", func() bool {
		if conn, err := net.Dial("tcp", target.Address); err == nil {
			conn.Close()
			accepted++
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		err := target.Probe(ctx)
		if err != nil {
			failed++
		}
		return err == nil
	})
	starting.Wait()
	since := in.query(t, "SELECT pg_postmaster_start_time()")
	for range 20 {
		if err := target.Probe(t.Context()); err != nil {
			t.Fatalf("failed after it had passed: %v", err)
		}
	}
	if later := in.query(t, "SELECT pg_postmaster_start_time()"); later != since {
		t.Errorf("it passed for a server that ended soon after: %s, %s", since, later)
	}
	t.Logf("%d probes failed first; the port accepted %d connections", failed, accepted)
}
