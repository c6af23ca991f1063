package derive_test

import (
	"slices"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
)

func TestDerivedStacksAreValid(t *testing.T) {
	for name, project := range projects(t) {
		if name == "ports-a-step-apart" { // Assign gives ports that meet other numbers
			continue
		}
		derived, err := derive.Stack(project, variablesOf[name])
		if err != nil {
			t.Fatal(err)
		}
		if err := derived.Stack.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestChecksComeAfterTheChecksThatTheyDependOn(t *testing.T) {
	project, err := composefile.Parse([]byte(`
name: shop
services:
  api:
    image: x
    depends_on: {db: {condition: service_healthy, required: true}, queue: {condition: service_started, required: true}}
  db: {image: x}
  queue:
    image: x
    depends_on: {zone: {condition: service_started, required: true}}
  zone: {image: x}
`))
	if err != nil {
		t.Fatal(err)
	}
	derived, err := derive.Stack(project, nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, check := range derived.Stack.Checks {
		names = append(names, check.Name)
	}
	if want := []string{"db", "zone", "queue", "api"}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
	if err := derived.Stack.Validate(); err != nil {
		t.Error(err)
	}
}
