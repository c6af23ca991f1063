package terminal_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/terminal"
)

func TestNamesAreCutWhereTheyDifferLeast(t *testing.T) {
	for _, test := range []struct {
		names   []string
		columns int
		want    []string
	}{
		{[]string{"worker-import-orders", "worker-import-items", "db"}, 14, []string{"…import-orders", "…import-items", "db"}},
		{[]string{"orders-import-worker", "items-import-worker"}, 14, []string{"orders-…worker", "items-…worker"}},
		{[]string{"worker-import-orders", "worker-import-items"}, 20, []string{"worker-import-orders", "worker-import-items"}},
		{[]string{"a.import", "b.import", "a-import"}, 3, []string{"a.…", "b.…", "a-…"}},
		{[]string{"averylongnamealone"}, 10, []string{"aver…alone"}},
		{[]string{"averylongnamealone1", "averylongnamealone2"}, 6, []string{"av…ne1", "av…ne2"}},
	} {
		if got := terminal.Shorten(test.names, test.columns); !slices.Equal(got, test.want) {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

func TestShortNamesStayApart(t *testing.T) {
	var names []string
	for i := range 30 {
		names = append(names, fmt.Sprintf("worker-%02d-of-the-import-service", i))
	}
	short := terminal.Shorten(names, 12)
	slices.Sort(short)
	if len(slices.Compact(short)) != 30 {
		t.Errorf("got %q", short)
	}
	for _, name := range short {
		if terminal.Width(name) > 12 {
			t.Errorf("%q is too long", name)
		}
	}
}
