// Package derived gives an instance the stack of a project that declares none: it
// has Compose resolve the files, finds the variables that set published ports, and
// applies what package derive makes of them.
package derived

import (
	"cmp"
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/seed-491dada8/sandbox/internal/carry"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/obstacles"
	"github.com/seed-491dada8/sandbox/internal/textfile"
	"github.com/seed-491dada8/sandbox/report"
)

// Resolved is a project without its overlay.
type Resolved struct {
	Project composefile.Project `yaml:"project"`
	// Variables names the variables that set published ports, by [derive.Port.Key].
	Variables map[string]string `yaml:"variables"`
	All       []string          `yaml:"all"` // the services of all profiles
	Profiles  []string          `yaml:"profiles"`
	// Mentions are the places that name a published port of this machine.
	Mentions []obstacles.Mention `yaml:"mentions"`
}

// Resolve has Compose resolve the project. It needs no engine.
//
// Which variable sets a port cannot be read in the files: `docker compose config
// --no-interpolate` refuses a variable in a port's host address. Resolve runs
// `docker compose config` a second time meanwhile, with a number of its own for each
// variable that may set a port.
func Resolve(ctx context.Context, project compose.Project) (Resolved, error) {
	files := texts(project)
	marked := make(chan marking, 1)
	go func() { marked <- mark(ctx, project, files) }()
	text, all, err := project.YAML(ctx)
	marks := <-marked
	if err != nil {
		return Resolved{}, explained(ctx, err, project.Dir, files)
	}
	r := Resolved{All: all, Profiles: obstacles.Profiles(files)}
	if r.Project, err = composefile.Parse(text); err != nil {
		return Resolved{}, err
	}
	if len(r.All) == 0 {
		r.All = r.Project.Names()
	}
	r.Variables, r.Mentions = derive.VariablesOf(r.Project, marks.project, marks.sentinels), obstacles.Mentions(r.Project)
	return r, nil
}

// marking is a project resolved with sentinels for the values of variables.
type marking struct {
	project   composefile.Project
	sentinels map[string]string
}

// mark resolves the project with sentinels, without those that Compose refuses: their
// variables are not known to set a port.
func mark(ctx context.Context, project compose.Project, files map[string]string) marking {
	var ordered []string
	for _, path := range slices.Sorted(maps.Keys(files)) {
		ordered = append(ordered, files[path])
	}
	dotenv := Dotenv(project.Dir)
	candidates := derive.Candidates(ordered, func(name string) string { return valueOf(project, dotenv, name) })
	if len(candidates) == 0 {
		return marking{}
	}
	sentinels := derive.Sentinels(candidates)
	text, err := project.YAMLWith(ctx, sentinels)
	if err != nil {
		maps.DeleteFunc(sentinels, func(name, number string) bool {
			_, err := project.YAMLWith(ctx, map[string]string{name: number})
			return err != nil
		})
		text, err = project.YAMLWith(ctx, sentinels)
	}
	if err != nil {
		return marking{}
	}
	marked, err := composefile.Parse(text)
	if err != nil {
		return marking{}
	}
	return marking{marked, sentinels}
}

// UnresolvedError is returned for Compose files that Compose cannot resolve, where the
// reason has a cure.
type UnresolvedError struct{ Fact, Cure string }

func (e *UnresolvedError) Error() string { return e.Fact + "; " + e.Cure }

// explained returns the error of a resolution, naming a file or a profile that Compose
// misses, or a port that does not exist. Before the directory is an instance, its
// variables belong into .env.
func explained(ctx context.Context, err error, dir string, files map[string]string) error {
	for _, find := range []func(string, map[string]string) (report.Finding, bool){obstacles.MissingEnvFile, obstacles.MissingFile, obstacles.InactiveDependency, obstacles.ImpossiblePort} {
		if found, is := find(docker.Output(err), files); is {
			if !instance.Is(dir) {
				found.Cure = strings.ReplaceAll(found.Cure, instance.File, ".env")
			}
			path := obstacles.MissingPath(docker.Output(err))
			return &UnresolvedError{Fact: found.Message, Cure: cmp.Or(carry.Cure(ctx, path), obstacles.FromTemplate(path, isFile), found.Cure)}
		}
	}
	return err
}

// valueOf returns the value that Compose takes for a variable.
func valueOf(project compose.Project, dotenv map[string]string, name string) string {
	if value, own := project.Env[name]; own {
		return value
	}
	return cmp.Or(os.Getenv(name), dotenv[name])
}

// Dotenv returns the variables of the .env file in a directory, none if it cannot
// be read.
func Dotenv(dir string) map[string]string {
	content, err := textfile.Read(filepath.Join(dir, ".env"))
	if err != nil {
		return nil
	}
	variables, err := instance.Parse(string(content))
	if err != nil {
		return nil
	}
	return variables
}

// texts returns the texts of the Compose files, of those that they include or extend,
// and of the .env file, by path.
func texts(project compose.Project) map[string]string {
	files := project.Files()
	all := make(map[string]string)
	for len(files) > 0 && len(all) < 1000 {
		file := filepath.Clean(files[0])
		files = files[1:]
		_, seen := all[file]
		text, err := textfile.Read(file)
		if err != nil || seen {
			continue
		}
		all[file] = string(text)
		for _, other := range named(text) {
			if !filepath.IsAbs(other) {
				other = filepath.Join(filepath.Dir(file), other)
			}
			files = append(files, other)
		}
	}
	return all
}

// named returns the files that a Compose file includes or extends, as it writes them.
func named(text []byte) []string {
	var file struct {
		Include  yaml.Node `yaml:"include"`
		Services map[string]struct {
			Extends yaml.Node `yaml:"extends"`
		} `yaml:"services"`
	}
	if yaml.Unmarshal(text, &file) != nil {
		return nil
	}
	paths := scalars(file.Include)
	for _, service := range file.Services {
		paths = append(paths, scalars(service.Extends)...)
	}
	return paths
}

// scalars returns the texts in a node that may be paths of YAML files.
func scalars(node yaml.Node) []string {
	if node.Kind == yaml.ScalarNode {
		if ext := filepath.Ext(node.Value); strings.EqualFold(ext, ".yaml") || strings.EqualFold(ext, ".yml") {
			return []string{node.Value}
		}
		return nil
	}
	var all []string
	for _, child := range node.Content {
		all = append(all, scalars(*child)...)
	}
	return all
}

// TakeDotenv adds the COMPOSE_ variables of the .env file in the instance's directory,
// such as COMPOSE_FILE and COMPOSE_PROFILES, unless the instance has them.
func TakeDotenv(in instance.Instance) {
	for name, value := range Dotenv(in.Dir) {
		if _, own := in.Variables[name]; !own && strings.HasPrefix(name, "COMPOSE_") {
			in.Variables[name] = value
		}
	}
}
