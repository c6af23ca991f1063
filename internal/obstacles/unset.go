package obstacles

import (
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/report"
)

// Contents returns the variables from which the secrets and configs of the services take
// their content.
func Contents(project composefile.Project) (variables []string) {
	add := func(references []composefile.Reference, sources map[string]composefile.External) {
		for _, reference := range references {
			if variable := sources[reference.Source].Environment; variable != "" {
				variables = append(variables, variable)
			}
		}
	}
	for _, name := range project.Names() {
		add(project.Services[name].Secrets, project.Secrets)
		add(project.Services[name].Configs, project.Configs)
	}
	slices.Sort(variables)
	return slices.Compact(variables)
}

// Unset returns a problem if variables of [Contents] are not set. Compose names one of them
// when it creates a container.
func Unset(variables []string) []report.Finding {
	if len(variables) == 0 {
		return nil
	}
	cure := "set " + variables[0] + " in .env.sandbox"
	if len(variables) > 1 {
		cure = "set each of them in .env.sandbox"
	}
	return []report.Finding{problem(cure, "secrets or configs take their content from variables that are not set: %s", strings.Join(variables, ", "))}
}
