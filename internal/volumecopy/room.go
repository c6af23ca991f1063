package volumecopy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/docker"
)

// measure prints the size of each folder, and then how much room is free beside the
// first. Files may vanish while du counts: their service still runs.
const measure = `du -sk "$@" 2>/dev/null; df -Pk "$1"`

// reserve is the part of a copy's size that must be free beyond it: one in twenty.
const reserve = 20

// Measure fills in the sizes of the pairs. The error says that the engine has not enough
// room for the copies. Without an image that has sh, du and df it measures nothing.
func (c Copier) Measure(ctx context.Context, pairs []Pair) error {
	if len(pairs) == 0 {
		return nil
	}
	h := docker.Helper{Program: "sh", Args: []string{"-c", measure, "sh"}, ReadOnly: len(pairs)}
	for i, p := range pairs {
		h.Volumes = append(h.Volumes, p.From)
		h.Args = append(h.Args, docker.HelperFolder(i))
	}
	var text []byte
	err := c.run(ctx, h, func(id string) (err error) {
		text, err = runHelper(ctx, c.Project, id)
		return err
	})
	if errors.Is(err, errNoProgram) {
		c.Step("no image of the stack has sh, so the room on the engine is not measured")
		return nil
	}
	if err != nil {
		return err
	}
	return fit(pairs, string(text))
}

// fit fills in the sizes of the pairs, as [measure] has printed them, and returns an
// error if they need more room than is free.
func fit(pairs []Pair, measured string) error {
	lines := slices.Collect(strings.Lines(measured))
	var total int64
	for i := range pairs {
		for _, line := range lines {
			if strings.HasSuffix(strings.TrimSpace(line), docker.HelperFolder(i)) && len(strings.Fields(line)) == 2 {
				pairs[i].Bytes = kilobytes(line)
			}
		}
		total += pairs[i].Bytes
	}
	free, known := freeIn(lines)
	if needed := total + total/reserve; known && needed > free {
		return fmt.Errorf("there is not enough room on the engine: the copy needs %s, and %s are free; `docker system df` shows what takes it", Size(needed), Size(free))
	}
	return nil
}

// freeIn returns the bytes that df reports as available.
func freeIn(lines []string) (free int64, known bool) {
	for _, line := range lines {
		fields := strings.Fields(line)
		if len(fields) < 6 || !strings.HasSuffix(fields[4], "%") {
			continue
		}
		number, err := strconv.ParseInt(fields[3], 10, 64)
		return number << 10, err == nil
	}
	return 0, false
}

// kilobytes returns the bytes that du prints in kilobytes at the beginning of a text.
func kilobytes(text string) int64 {
	fields := strings.Fields(text)
	if len(fields) == 0 {
		return 0
	}
	number, err := strconv.ParseInt(fields[0], 10, 64)
	if err != nil {
		return 0
	}
	return number << 10
}
