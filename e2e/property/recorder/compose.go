package main

import (
	"cmp"
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
)

// project is the merged content of Compose files, which are JSON here.
type project struct {
	Name     string             `json:"name"`
	Services map[string]service `json:"services"`
	Volumes  map[string]volume  `json:"volumes"`

	labels map[string]string // labels of every container, from the overlay
	dir    string
	files  []string
}

type service struct {
	Image       string            `json:"image"`
	Environment map[string]string `json:"environment,omitempty"`
	Volumes     []mount           `json:"volumes,omitempty"`
}

type mount struct {
	Type   string `json:"type"`
	Source string `json:"source"`
	Target string `json:"target"`
}

type volume struct {
	Name     string `json:"name"`
	External bool   `json:"external,omitempty"`
}

// compose runs one command line of `docker compose`.
func (e *engine) compose(args []string) error {
	o := parse(args, "-f")
	if len(o.words) == 0 {
		return &unknownError{args}
	}
	if o.words[0] == "version" {
		fmt.Println("2.40.3")
		return nil
	}
	p, err := readProject(o)
	if err != nil && o.words[0] != "down" {
		return err
	}
	switch o.words[0] {
	case "config":
		return p.config(o)
	case "up":
		return e.up(p)
	case "down":
		return e.down(p, o.has("--volumes") || o.has("-v"))
	case "ps":
		o.flags["--filter"] = append(o.flags["--filter"], "label="+projectLabel+"="+p.Name)
		return e.list("container", o)
	case "logs", "pull", "build":
		return nil
	}
	return &unknownError{args}
}

const (
	projectLabel = "com.docker.compose.project"
	serviceLabel = "com.docker.compose.service"
	volumeLabel  = "com.docker.compose.volume"
)

// overlayLabel matches a label in the overlay, which is YAML. All services have the same
// labels.
var overlayLabel = regexp.MustCompile(`(?m)^ +("[^"]+"): ("[^"]*")$`)

// readProject merges the project's files.
func readProject(o options) (project, error) {
	dir, err := os.Getwd()
	if err != nil {
		return project{}, err
	}
	p := project{Services: make(map[string]service), Volumes: make(map[string]volume), labels: make(map[string]string), dir: dir}
	p.Name = cmp.Or(o.last("-p", o.last("--project-name", os.Getenv("COMPOSE_PROJECT_NAME"))), filepath.Base(dir))
	separator := cmp.Or(os.Getenv("COMPOSE_PATH_SEPARATOR"), ":")
	p.files = strings.Split(cmp.Or(os.Getenv("COMPOSE_FILE"), "docker-compose.yml"), separator)
	if files := o.flags["-f"]; len(files) > 0 {
		p.files = files
	}
	for _, file := range p.files {
		text, err := os.ReadFile(file)
		if err != nil {
			return p, err
		}
		if err := p.merge(file, text); err != nil {
			return p, fmt.Errorf("%s: %w", file, err)
		}
	}
	for key, v := range p.Volumes {
		v.Name = cmp.Or(v.Name, p.Name+"_"+key)
		p.Volumes[key] = v
	}
	return p, nil
}

func (p *project) merge(file string, text []byte) error {
	if filepath.Ext(file) == ".yaml" {
		for _, match := range overlayLabel.FindAllStringSubmatch(string(text), -1) {
			var name, value string
			if err := errors.Join(json.Unmarshal([]byte(match[1]), &name), json.Unmarshal([]byte(match[2]), &value)); err != nil {
				return err
			}
			p.labels[name] = value
		}
		return nil
	}
	var more project
	if err := json.Unmarshal([]byte(os.ExpandEnv(string(text))), &more); err != nil {
		return err
	}
	maps.Copy(p.Services, more.Services)
	maps.Copy(p.Volumes, more.Volumes)
	return nil
}

func (p project) config(o options) error {
	names := slices.Sorted(maps.Keys(p.Services))
	switch {
	case o.has("--services"):
		fmt.Println(strings.Join(names, "\n"))
	case o.has("--images"):
		for _, name := range names {
			fmt.Println(p.Services[name].Image)
		}
	default:
		return json.NewEncoder(os.Stdout).Encode(p)
	}
	return nil
}

// up creates missing objects. Like Compose, it takes containers with the project's
// name for its own, and replaces those whose configuration differs.
func (e *engine) up(p project) error {
	network := e.add(object{Kind: "network", Name: p.Name + "_default", Labels: map[string]string{projectLabel: p.Name}, Driver: "bridge"})
	for key, v := range p.Volumes {
		if v.External && e.find("volume", v.Name) < 0 {
			return fmt.Errorf("external volume %q not found", v.Name)
		}
		e.add(object{Kind: "volume", Name: v.Name, Labels: map[string]string{projectLabel: p.Name, volumeLabel: key}, Driver: "local"})
	}
	for name, s := range p.Services {
		wanted := p.container(name, s)
		wanted.Networks = []string{network.Name}
		i := slices.IndexFunc(e.Objects, func(o object) bool {
			return o.Kind == "container" && o.Labels[projectLabel] == p.Name && o.Labels[serviceLabel] == name
		})
		switch {
		case i >= 0 && e.Objects[i].Hash == wanted.Hash:
			e.Objects[i].Running = true
			continue
		case i >= 0:
			e.delete(i)
		case e.find("container", wanted.Name) >= 0:
			return fmt.Errorf("Error response from daemon: Conflict. The container name %q is already in use", wanted.Name)
		}
		e.add(wanted)
	}
	return nil
}

// container returns the container for a service.
func (p project) container(name string, s service) object {
	c := object{Kind: "container", Name: p.Name + "-" + name + "-1", Image: s.Image, Running: true, Labels: map[string]string{
		projectLabel: p.Name, serviceLabel: name, "com.docker.compose.oneoff": "False",
		"com.docker.compose.project.working_dir": p.dir, "com.docker.compose.project.config_files": strings.Join(p.files, ","),
	}}
	for _, m := range s.Volumes {
		c.Volumes = append(c.Volumes, p.Volumes[m.Source].Name)
	}
	text, _ := json.Marshal([]any{s, p.labels})
	c.Hash = fmt.Sprintf("%x", sha256.Sum256(text))
	maps.Copy(c.Labels, p.labels)
	return c
}

// down removes the objects with the project's name, and the volumes that its files
// name.
func (e *engine) down(p project, volumes bool) error {
	named := func(o object) bool {
		for _, v := range p.Volumes {
			if o.Name == v.Name {
				return !v.External
			}
		}
		return false
	}
	for _, kind := range []string{"container", "network", "volume"} {
		for i := len(e.Objects) - 1; i >= 0; i-- {
			o := e.Objects[i]
			belongs := o.Labels[projectLabel] == p.Name
			if kind == "volume" {
				belongs = volumes && named(o)
			}
			if o.Kind == kind && belongs && (kind == "container" || !e.used(o, false)) {
				e.delete(i)
			}
		}
	}
	return nil
}
