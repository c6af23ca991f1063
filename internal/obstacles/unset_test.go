package obstacles_test

import (
	"slices"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/obstacles"
)

func TestContentsAreTheVariablesOfTheSecretsAndConfigsInUse(t *testing.T) {
	project := parse(t, `
services:
  db: {secrets: [{source: pw}, {source: cert}]}
  web: {secrets: [{source: pw}], configs: [{source: flags}]}
secrets: {pw: {environment: PASSWORD}, cert: {file: /cert}, unused: {environment: UNUSED}}
configs: {flags: {environment: FLAGS}}
`)
	if got := obstacles.Contents(project); !slices.Equal(got, []string{"FLAGS", "PASSWORD"}) {
		t.Errorf("got %q", got)
	}
}

func TestUnsetNamesAllVariablesAtOnce(t *testing.T) {
	for _, test := range []struct {
		variables     []string
		message, cure string
	}{
		{[]string{"A"}, "secrets or configs take their content from variables that are not set: A", "set A in .env.sandbox"},
		{[]string{"A", "B"}, "secrets or configs take their content from variables that are not set: A, B", "set each of them in .env.sandbox"},
	} {
		found := obstacles.Unset(test.variables)
		if len(found) != 1 || found[0].Message != test.message || found[0].Cure != test.cure {
			t.Errorf("%v: got %+v", test.variables, found)
		}
	}
	if found := obstacles.Unset(nil); len(found) > 0 {
		t.Errorf("got %+v", found)
	}
}
