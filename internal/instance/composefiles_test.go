package instance

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestComposeVariables(t *testing.T) {
	root := t.TempDir()
	for _, test := range []struct {
		name, dir    string
		named        map[string]string // the variables in .env.sandbox
		files        []string          // the files in the directory
		compose, env string            // @ stands for the directory
	}{
		{"the usual file", "a", nil, nil, "@/docker-compose.yml", "@/.env.sandbox"},
		{"an override", "b", nil, []string{"docker-compose.override.yml"}, "@/docker-compose.yml:@/docker-compose.override.yml", "@/.env.sandbox"},
		{"a .env beside", "c", nil, []string{".env"}, "@/docker-compose.yml", "@/.env,@/.env.sandbox"},
		{"files by name", "d", map[string]string{"COMPOSE_FILE": "deploy/x.yml:/y.yml"}, []string{"deploy/.env"}, "@/deploy/x.yml:/y.yml", "@/deploy/.env,@/.env.sandbox"},
		{"its own separator", "e", map[string]string{"COMPOSE_FILE": "x.yml;oci://z", "COMPOSE_PATH_SEPARATOR": ";"}, nil, "@/x.yml;oci://z", "@/.env.sandbox"},
		{"a separator in the path", "f:g", nil, []string{"docker-compose.override.yml"}, "@/docker-compose.yml;@/docker-compose.override.yml", "@/.env.sandbox"},
		{"a comma in the path", "h,i", nil, nil, "@/docker-compose.yml", ".env.sandbox"},
		{"other files for variables", "j", map[string]string{"COMPOSE_ENV_FILES": "x.env"}, []string{".env"}, "@/docker-compose.yml", "@/x.env,@/.env.sandbox"},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := Instance{Dir: filepath.Join(root, test.dir), Variables: maps.Clone(test.named)}
			if in.Variables == nil {
				in.Variables = make(map[string]string)
			}
			for _, name := range append(test.files, "docker-compose.yml") {
				path := filepath.Join(in.Dir, name)
				if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if err := in.FindComposeFile(); err != nil {
				t.Fatal(err)
			}
			got := in.ComposeVariables()
			at := func(text string) string { return strings.ReplaceAll(text, "@", in.Dir) }
			if got["COMPOSE_FILE"] != at(test.compose) || got["COMPOSE_ENV_FILES"] != at(test.env) {
				t.Errorf("got %q\nwant %s and %s", got, at(test.compose), at(test.env))
			}
			if strings.Contains(in.Dir, got["COMPOSE_PATH_SEPARATOR"]) {
				t.Errorf("the separator %q is in %s", got["COMPOSE_PATH_SEPARATOR"], in.Dir)
			}
		})
	}
}
