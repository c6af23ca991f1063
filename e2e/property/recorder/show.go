package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"text/template"
	"time"
)

// row is an object in a list. Its fields are those of docker's formats.
type row struct {
	ID, Names, Name, Image, State, Status, Driver, Labels, Repository, Tag string

	labels map[string]string
}

// Label returns one label of the object.
func (r row) Label(name string) string { return r.labels[name] }

func (o object) row() row {
	r := row{ID: o.ID, Names: o.Name, Name: o.Name, Image: o.Image, Driver: o.Driver, State: "exited", Status: "Exited (0) 1 second ago", labels: o.Labels}
	r.Repository, r.Tag, _ = strings.Cut(o.Name, ":")
	if o.Running {
		r.State, r.Status = "running", "Up 1 second"
	}
	var pairs []string
	for name, value := range o.Labels {
		pairs = append(pairs, name+"="+value)
	}
	r.Labels = strings.Join(pairs, ",")
	return r
}

// list prints the objects of a kind that pass every filter.
func (e *engine) list(kind string, o options) error {
	format := o.last("--format", "{{.ID}}")
	if o.has("-q") || o.has("-aq") || o.has("--quiet") {
		format = "{{.ID}}"
	}
	for _, object := range e.Objects {
		all := kind != "container" || object.Running || o.has("-a") || o.has("-aq") || o.has("--all")
		if object.Kind != kind || !all || !e.passes(object, o.flags["--filter"]) {
			continue
		}
		if err := show(format, object.row()); err != nil {
			return err
		}
	}
	return nil
}

func (e *engine) passes(o object, filters []string) bool {
	for _, filter := range filters {
		kind, wanted, _ := strings.Cut(filter, "=")
		switch kind {
		case "label":
			name, value, valued := strings.Cut(wanted, "=")
			if got, has := o.Labels[name]; !has || valued && got != value {
				return false
			}
		case "name", "reference":
			if !strings.Contains(o.Name, strings.TrimSuffix(strings.Trim(wanted, "^$"), "*")) {
				return false
			}
		case "volume":
			if !contains(o.Volumes, wanted) {
				return false
			}
		case "network":
			i := e.find("network", wanted)
			if i < 0 || !contains(o.Networks, e.Objects[i].Name) {
				return false
			}
		case "ancestor":
			if o.Image != wanted {
				return false
			}
		case "dangling":
			if e.used(o, false) != (wanted == "false") {
				return false
			}
		}
	}
	return true
}

func contains(names []string, wanted string) bool {
	for _, name := range names {
		if name == wanted {
			return true
		}
	}
	return false
}

// print prints a document in a format, or as JSON.
func (e *engine) print(o options, document any) error {
	return show(o.last("--format", "{{json .}}"), document)
}

func show(format string, document any) error {
	functions := template.FuncMap{"json": func(value any) (string, error) {
		text, err := json.Marshal(value)
		return string(text), err
	}}
	t, err := template.New("format").Funcs(functions).Parse(format + "\n")
	if err != nil {
		return err
	}
	return t.Execute(os.Stdout, document)
}

// inspect prints the details of objects. A missing object is an error.
func (e *engine) inspect(kind string, o options) error {
	documents := []any{}
	var missing error
	for _, name := range o.words {
		i := e.find(kind, name)
		if i < 0 {
			missing = fmt.Errorf("Error: No such %s: %s", kind, name)
			continue
		}
		documents = append(documents, e.document(e.Objects[i]))
	}
	if o.has("--format") {
		for _, document := range documents {
			if err := show(o.last("--format", ""), document); err != nil {
				return err
			}
		}
		return missing
	}
	text, err := json.Marshal(documents)
	if err != nil {
		return err
	}
	fmt.Println(string(text))
	return missing
}

// document returns the output of `docker inspect` for an object.
func (e *engine) document(o object) map[string]any {
	document := map[string]any{
		"Id": o.ID, "Name": o.Name, "Labels": o.Labels, "Created": o.Created, "CreatedAt": o.Created.Format(time.RFC3339Nano), "Driver": o.Driver,
		"Options": nil, "Scope": "local", "Containers": map[string]any{},
	}
	switch o.Kind {
	case "container":
		return e.containerDocument(o, document)
	case "image":
		document["RepoTags"], document["Config"] = []string{o.Name}, map[string]any{"Labels": o.Labels}
	case "network":
		members := make(map[string]any)
		for _, c := range e.Objects {
			if c.Kind == "container" && c.Running && contains(c.Networks, o.Name) {
				members[c.ID] = map[string]string{"Name": c.Name}
			}
		}
		document["Containers"] = members
	}
	return document
}

func (e *engine) containerDocument(o object, document map[string]any) map[string]any {
	mounts := []map[string]string{}
	for _, volume := range o.Volumes {
		mounts = append(mounts, map[string]string{"Type": "volume", "Name": volume})
	}
	networks := make(map[string]any)
	for _, network := range o.Networks {
		networks[network] = map[string]string{"NetworkID": network}
	}
	document["Name"], document["Image"], document["Mounts"] = "/"+o.Name, o.Image, mounts
	document["State"] = map[string]any{"Status": o.row().State, "Running": o.Running, "StartedAt": o.Created, "FinishedAt": time.Time{}}
	document["Config"] = map[string]any{"Labels": o.Labels, "Env": []string{}, "Image": o.Image}
	document["NetworkSettings"] = map[string]any{"Ports": map[string]any{}, "Networks": networks}
	return document
}
