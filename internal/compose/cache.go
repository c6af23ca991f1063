package compose

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// otherSources matches the words by which a Compose file may draw on a file that
// COMPOSE_FILE does not name, and the characters by which YAML could spell such a word in
// another way.
var otherSources = regexp.MustCompile(`include|extends|env_file|label_file|\\|!!`)

// cached is the cached configuration. It holds no secret: neither environments, nor how an
// image is built, nor the options of a volume's driver.
type cached struct {
	Hash     string `json:"hash"`
	All      []string
	Services map[string]composefile.Service
	Volumes  map[string]composefile.Volume
	Networks map[string]composefile.Network
}

// CachedConfig returns the configuration that [Project.ConfigAndCache] cached at a path,
// without the whole text, if all its sources are the same. Compose needs as much time to
// resolve it as every other question about an instance together.
func (p Project) CachedConfig(path string) (Config, bool) {
	hash := p.SourceHash()
	if hash == "" {
		return Config{}, false
	}
	text, err := textfile.Read(path)
	if err != nil {
		return Config{}, false
	}
	var was cached
	if err := json.Unmarshal(text, &was); err != nil || was.Hash != hash || was.All == nil || was.Networks == nil {
		return Config{}, false
	}
	return Config{Project: composefile.Project{Name: p.Name, Services: was.Services, Volumes: was.Volumes, Networks: was.Networks}, All: was.All}, true
}

// LastConfig returns the services of the configuration that [Project.ConfigAndCache]
// cached at a path, even if its sources have changed since. It reports false if none is.
func LastConfig(path string) (Config, bool) {
	text, err := textfile.Read(path)
	if err != nil {
		return Config{}, false
	}
	var was cached
	if err := json.Unmarshal(text, &was); err != nil || was.Hash == "" {
		return Config{}, false
	}
	return Config{Project: composefile.Project{Services: was.Services, Volumes: was.Volumes}, All: was.All}, true
}

// ConfigAndCache does what [Project.Config] does, and caches the configuration at a path
// for [Project.CachedConfig], if it can.
func (p Project) ConfigAndCache(ctx context.Context, path string) (Config, error) {
	before := p.SourceHash()
	config, err := p.Config(ctx)
	if err != nil || before == "" {
		return config, err
	}
	if p.SourceHash() == before { // otherwise the files were edited meanwhile
		_ = cache(path, before, config)
	}
	return config, nil
}

func cache(path, hash string, config Config) error {
	kept := cached{Hash: hash, All: config.All, Services: make(map[string]composefile.Service), Volumes: make(map[string]composefile.Volume), Networks: make(map[string]composefile.Network)}
	for name, s := range config.Services {
		public := composefile.Service{
			Image: s.Image, PullPolicy: s.PullPolicy, Ports: s.Ports, Volumes: s.Volumes, ContainerName: s.ContainerName,
			Networks: s.Networks, NetworkMode: s.NetworkMode, Deploy: s.Deploy, Scale: s.Scale, DependsOn: s.DependsOn,
		}
		if s.Build != nil {
			public.Build = &composefile.Build{}
		}
		kept.Services[name] = public
	}
	maps.Copy(kept.Networks, config.Networks)
	for key, v := range config.Volumes {
		kept.Volumes[key] = composefile.Volume{Name: v.Name, External: v.External, Definition: definition(v)}
	}
	text, err := json.Marshal(kept)
	if err != nil {
		return err
	}
	return textfile.Replace(path, text, 0o600)
}

// definition returns the hash of a volume's definition.
func definition(v composefile.Volume) string {
	return cmp.Or(v.Definition, docker.Definition(v.Driver, v.DriverOpts, v.Labels))
}

// SourceHash returns a hash of everything that Compose reads to resolve the project: the
// files, .env beside them, and the variables that they may name; and of the build of this
// program, so that a newer one reads nothing that an older one kept. It returns "" if it
// cannot be certain: a file may draw on others, or is in another directory.
func (p Project) SourceHash() string {
	hash := sha256.New()
	var texts strings.Builder
	for _, file := range p.files() {
		text, err := textfile.Read(p.path(file))
		if os.IsNotExist(err) && file == dotenv {
			continue
		}
		if err != nil || filepath.Base(file) != file || otherSources.Match(text) {
			return ""
		}
		fmt.Fprintf(hash, "%q %q\n", file, text)
		texts.Write(text)
	}
	dir, err := filepath.Abs(p.path("."))
	if err != nil || p.Env["COMPOSE_ENV_FILES"] != "" {
		return ""
	}
	fmt.Fprintf(hash, "%q %q\n", dir, build())
	for _, variable := range p.named(texts.String()) {
		fmt.Fprintf(hash, "%q\n", variable)
	}
	return fmt.Sprintf("%x", hash.Sum(nil))
}

// dotenv is the file beside the Compose files from which Compose takes variables.
const dotenv = ".env"

// path returns the path of a file that is named as Compose sees it, from the
// project's directory.
func (p Project) path(file string) string {
	if filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(p.Dir, file)
}

// files returns the files that Compose reads first: those of COMPOSE_FILE, and .env.
func (p Project) files() []string {
	return append(strings.Split(p.Env["COMPOSE_FILE"], p.Separator()), dotenv)
}

// filesEnd returns an error for a file that Compose would read without end. Compose itself
// reports a file that is missing or that may not be read.
func (p Project) filesEnd() error {
	for _, file := range p.files() {
		if _, err := textfile.Read(p.path(file)); errors.Is(err, textfile.ErrNotFile) || errors.Is(err, textfile.ErrTooLarge) {
			return fmt.Errorf("docker compose cannot use this file: %w", err)
		}
	}
	return nil
}

// named returns the variables that docker sees, as far as they are the project's own, meant for Docker, or named in the files.
func (p Project) named(texts string) []string {
	seen := make(map[string]string)
	for _, variable := range os.Environ() {
		name, value, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "DOCKER_") || strings.HasPrefix(name, "COMPOSE_") || name != "" && strings.Contains(texts, name) {
			seen[name] = value
		}
	}
	maps.Copy(seen, p.Env)
	var named []string
	for name, value := range seen {
		named = append(named, name+"="+value)
	}
	slices.Sort(named)
	return named
}
