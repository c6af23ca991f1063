package volumecopy

import (
	"encoding/csv"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// folder returns the folder in a helper where its nth volume is. The last part of all paths
// is the same.
func folder(n int) string { return "/.sandbox-" + strconv.Itoa(n) + "/volume" }

// writable returns the --mount of a volume at the nth folder of a helper.
func writable(volume string, n int) string { return mount(n, "source="+volume) }

// readOnly returns the --mount of a volume that the helper cannot write to.
func readOnly(volume string, n int) string { return mount(n, "source="+volume, "readonly") }

// scratch returns the --mount of an anonymous volume with driver options. It is removed
// with the helper.
func scratch(options map[string]string, n int) string {
	var fields []string
	for _, name := range slices.Sorted(maps.Keys(options)) {
		fields = append(fields, "volume-opt="+name+"="+options[name])
	}
	return mount(n, fields...)
}

// mount returns a --mount, which docker reads as a line of CSV: a value may have commas.
func mount(n int, fields ...string) string {
	var line strings.Builder
	w := csv.NewWriter(&line)
	_ = w.Write(append([]string{"type=volume", "volume-nocopy", "destination=" + folder(n)}, fields...))
	w.Flush()
	return strings.TrimSuffix(line.String(), "\n")
}
