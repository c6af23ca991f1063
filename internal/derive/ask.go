package derive

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/composefile"
)

// What a person reads behind a check that the container decides.
const (
	howHealth  = "container health"
	howRunning = "running"
	howDone    = "exit code 0"
	howNone    = "not asked"
)

// ask decides how the gate asks a service: as x-sandbox says, else in the
// protocol of a known image, else by the path of an HTTP healthcheck, else by the
// container's health, else by whether it runs.
func ask(project composefile.Project, name string, published []Port, own serviceSettings) Asked {
	service := project.Services[name]
	if asked, said := askAsSaid(published, own); said {
		return asked
	}
	if IsJob(project, name) {
		return Asked{How: howDone, Judge: ByExitCode, Why: "another service waits for it to complete", Passed: "done"}
	}
	if asked, known := askByImage(project, service, published); known {
		return asked
	}
	why := "no healthcheck in the Compose file"
	if service.Healthcheck.Enabled() {
		request, err := httpRequest(service.Healthcheck)
		if port := publishes(published, request.Port); err == nil && port != nil {
			lowest := 400 // of the statuses that do not pass
			if request.Lenient {
				lowest = 500
			}
			asked := askHTTP(port, request.Path, "the healthcheck of the Compose file", nil, gate.Identity{}, lowest)
			asked.Timeout, _ = time.ParseDuration(service.Healthcheck.Timeout)
			return asked
		}
		if why = "the healthcheck of the Compose file"; err != nil {
			why += ", which has to run in the container"
		} else {
			why += fmt.Sprintf(", whose port %d is not published", request.Port)
		}
		return Asked{How: howHealth, Judge: ByHealth, Why: why, Passed: "healthy", URL: web(published)}
	}
	why += unaskedImage(project, service, published)
	return Asked{How: howRunning, Judge: ByRunning, Why: why, Passed: "up", URL: web(published)}
}

// IsJob reports whether another service waits for this one to end.
func IsJob(project composefile.Project, name string) bool {
	for _, other := range project.Services {
		if other.DependsOn[name].Condition == "service_completed_successfully" {
			return true
		}
	}
	return false
}

// publishes returns the service's TCP port that leads to a port of the container.
func publishes(published []Port, target int) *Port {
	return tcp(published, func(p Port) bool { return p.Target == target })
}

func firstTCP(published []Port) *Port { return tcp(published, func(Port) bool { return true }) }

// tcp returns the first TCP port, no range, that is as wanted, or nil.
func tcp(published []Port, isWanted func(Port) bool) *Port {
	i := slices.IndexFunc(published, func(p Port) bool { return p.Protocol == "tcp" && p.Width == 1 && isWanted(p) })
	if i < 0 {
		return nil
	}
	return &published[i]
}

// webTargets are the container ports that web servers and frameworks use.
var webTargets = []int{80, 3000, 4200, 5000, 5173, 8000, 8080, 8888}

// web reports whether people probably open the service's first port in a browser.
func web(published []Port) bool {
	port := firstTCP(published)
	return port != nil && port.Key == published[0].Key && slices.Contains(webTargets, port.Target)
}

// imageName returns the last part of an image's name, without tag and digest:
// postgres for docker.io/library/postgres:16.
func imageName(image string) string {
	image, _, _ = strings.Cut(image, "@")
	image = image[strings.LastIndexByte(image, '/')+1:]
	name, _, _ := strings.Cut(image, ":")
	return name
}

// value returns the value of a variable of the service's environment, or of the
// secret that the variable with _FILE behind it names. The secret's file is read
// by the caller; known reports whether the value can be had.
func value(project composefile.Project, service composefile.Service, read func(path string) (string, error), names ...string) (text string, known bool) {
	for _, name := range names {
		if set := service.Environment[name]; set != nil {
			return *set, true
		}
		file := service.Environment[name+"_FILE"]
		if file == nil {
			continue
		}
		secret, named := strings.CutPrefix(*file, "/run/secrets/")
		source := project.Secrets[cmp.Or(sourceOf(service, secret), secret)]
		if !named || source.File == "" {
			return "", false
		}
		content, err := read(source.File)
		return strings.TrimRight(content, "\r\n"), err == nil
	}
	return "", true
}

// sourceOf returns the secret that the service mounts under a name.
func sourceOf(service composefile.Service, name string) string {
	for _, reference := range service.Secrets {
		if reference.Target == name || reference.Target == "/run/secrets/"+name {
			return reference.Source
		}
	}
	return ""
}
