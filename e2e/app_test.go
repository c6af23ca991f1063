//go:build e2e

package e2e

import (
	"context"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

// The application's tests of its registry need a Postgres. Elsewhere they are
// skipped.
func TestRegistryOfTheApplication(t *testing.T) {
	database := healthy(t).database(t)
	dsn := url.URL{
		Scheme: "postgres", User: url.UserPassword(database.User, database.Password),
		Host: database.Address, Path: database.Database, RawQuery: "sslmode=disable",
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", "test", "-race", "-count=1", "-v", "./...")
	cmd.Dir = filepath.Join(suite.root, "ktrdr", "app")
	cmd.Env = append(cmd.Environ(), "APP_TEST_DATABASE_URL="+dsn.String())
	text, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if skipped := regexp.MustCompile(`(?m)^\s*--- SKIP.*$`).FindAllString(string(text), -1); skipped != nil {
		t.Errorf("skipped: %q", skipped)
	}
	if !regexp.MustCompile(`(?m)^--- PASS: Test\w*Regist`).Match(text) {
		t.Errorf("no test of the registry ran\n%s", text)
	}
}
