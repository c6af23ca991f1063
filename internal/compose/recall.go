package compose

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// elsewhereMade matches whatever in a Compose file may draw on a file that
// COMPOSE_FILE does not name, and the characters by which YAML could spell such
// a word otherwise.
var elsewhereMade = regexp.MustCompile(`include|extends|env_file|label_file|\\|!!`)

// kept is what [Project.Recall] reads. It holds no secret: neither environments, nor
// how an image is built, nor the options of a volume's driver.
type kept struct {
	Key string `json:"key"`
	Config
}

// Recall returns what [Project.ConfigKept] found, without the whole text, if
// everything that it is made of is the same. Compose takes as long to find it as
// all else that is to be known of an instance.
func (p Project) Recall(path string) (Config, bool) {
	key := p.Key()
	if key == "" {
		return Config{}, false
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return Config{}, false
	}
	var was kept
	if err := json.Unmarshal(text, &was); err != nil || was.Key != key || was.All == nil {
		return Config{}, false
	}
	return was.Config, true
}

// ConfigKept is [Project.Config], and keeps for [Project.Recall] what it found.
// That it could not is nobody's trouble.
func (p Project) ConfigKept(ctx context.Context, path string) (Config, error) {
	before := p.Key()
	config, err := p.Config(ctx)
	if err != nil || before == "" {
		return config, err
	}
	if p.Key() == before { // else it may be of neither
		_ = keep(path, before, config)
	}
	return config, nil
}

func keep(path, key string, config Config) error {
	services := maps.Clone(config.Services)
	for name, service := range services {
		if len(service.Build) > 0 {
			service.Build = json.RawMessage("{}")
			services[name] = service
		}
	}
	text, err := json.Marshal(kept{key, Config{Services: services, Volumes: config.keptVolumes(), All: config.All}})
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".compose-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(text)
	if err := cmp.Or(err, file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

// Key names all that Compose reads to resolve the project: the files, .env
// beside them, and the variables that they may name. It is "" where that is not
// certain: a file may draw on others, or stands in another directory.
func (p Project) Key() string {
	files := strings.Split(p.Env["COMPOSE_FILE"], p.separator())
	hash := sha256.New()
	var texts strings.Builder
	for _, file := range append(files, ".env") {
		text, err := os.ReadFile(file)
		if os.IsNotExist(err) && file == ".env" {
			continue
		}
		if err != nil || filepath.Base(file) != file || elsewhereMade.Match(text) {
			return ""
		}
		fmt.Fprintf(hash, "%q %q\n", file, text)
		texts.Write(text)
	}
	dir, err := os.Getwd()
	if err != nil || p.Env["COMPOSE_ENV_FILES"] != "" {
		return ""
	}
	fmt.Fprintf(hash, "%q\n", dir)
	for _, variable := range p.named(texts.String()) {
		fmt.Fprintf(hash, "%q\n", variable)
	}
	return fmt.Sprintf("%x", hash.Sum(nil))
}

// named are the variables that docker sees, as far as they are the project's
// own, meant for Docker, or named in the files.
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
