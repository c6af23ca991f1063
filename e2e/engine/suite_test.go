package engine

import (
	"strings"
	"testing"
)

func TestSuiteRefusesUnknownVersions(t *testing.T) {
	for flag, suite := range map[string]Suite{
		"-engine=old: use current": {Engine: "old"},
		"-compose=1: use 2.40":     {Engine: "current", Compose: "1"},
	} {
		if err := suite.Run(t.Context()); err == nil || !strings.Contains(err.Error(), flag) {
			t.Errorf("got %v, want %s", err, flag)
		}
	}
}
