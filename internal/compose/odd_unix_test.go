//go:build unix

package compose

import (
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/textfile/oddfile"
)

func TestComposeIsNotGivenAFileWithoutEnd(t *testing.T) {
	for _, file := range []string{"compose.yml", ".env"} {
		for kind, odd := range oddfile.Kinds() {
			if kind == "directory" { // Compose's to complain of
				continue
			}
			t.Run(file+"/"+kind, func(t *testing.T) {
				p, path := cacheable(t)
				odd(t, file)
				if p.SourceHash() != "" {
					t.Error("it has a key")
				}
				if config, found := p.CachedConfig(path); found {
					t.Errorf("from the cache: %+v", config)
				}
				if _, err := p.Config(t.Context()); err == nil || !strings.Contains(err.Error(), file) {
					t.Errorf("error = %v", err)
				}
			})
		}
	}
}

func TestKeptConfigurationMayBeNoFile(t *testing.T) {
	for kind, odd := range oddfile.Kinds() {
		t.Run(kind, func(t *testing.T) {
			p, path := cacheable(t)
			odd(t, path)
			if config, found := p.CachedConfig(path); found {
				t.Errorf("from the cache: %+v", config)
			}
		})
	}
}
