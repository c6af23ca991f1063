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

// measure prints the size of each folder of the first list, and then how much room is free
// in each of the second. Files may vanish while du counts: their service still runs.
const measure = `du -sk $1 2>/dev/null; df -Pk $2`

// reserve is the part of a copy's size that must be free beyond it: one in twenty.
const reserve = 20

// Measure fills in the sizes of the pairs. The error says that the engine has not enough
// room for the copies. Without an image that has sh, du and df it measures nothing.
func (c Copier) Measure(ctx context.Context, pairs []Pair) error {
	if len(pairs) == 0 {
		return nil
	}
	var text []byte
	err := c.run(ctx, measuring(pairs), func(id string) (err error) {
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

// measuring returns the helper that measures. It has the volumes to copy, and for each an
// empty one like the one that gets the copy.
func measuring(pairs []Pair) docker.Helper {
	var mounts, from, to []string
	for i, p := range pairs {
		beside := len(pairs) + i
		mounts = append(mounts, readOnly(p.From, i), scratch(p.Options, beside))
		from, to = append(from, folder(i)), append(to, folder(beside))
	}
	return docker.Helper{
		Program: "sh", Args: []string{"-c", measure, "sh", strings.Join(from, " "), strings.Join(to, " ")},
		Mounts: mounts,
	}
}

// fit fills in the sizes of the pairs, as [measure] has printed them, and returns an
// error if they need more room than is free.
func fit(pairs []Pair, measured string) error {
	lines := slices.Collect(strings.Lines(measured))
	var shared int64 // the size of the copies on the file system of the engine
	for i, p := range pairs {
		pairs[i].Bytes = sizeOf(folder(i), lines)
		if len(p.Options) == 0 {
			shared += pairs[i].Bytes
		}
	}
	free := freeIn(lines)
	if len(free) != len(pairs) {
		return nil
	}
	for i, p := range pairs {
		size, where, hint := shared, "on the engine", "`docker system df` shows what takes it"
		if len(p.Options) > 0 {
			size, where, hint = p.Bytes, "in volume "+p.To, "its driver_opts in the Compose file limit it"
		}
		if needed := size + size/reserve; needed > free[i] {
			return fmt.Errorf("there is not enough room %s: the copy needs %s, and %s are free; %s", where, Size(needed), Size(free[i]), hint)
		}
	}
	return nil
}

// sizeOf returns the bytes that du reports for a folder, 0 if it does not.
func sizeOf(folder string, lines []string) int64 {
	for _, line := range lines {
		if fields := strings.Fields(line); len(fields) == 2 && fields[1] == folder {
			return kilobytes(line)
		}
	}
	return 0
}

// freeIn returns the bytes that df reports as available, for each of its lines.
func freeIn(lines []string) (free []int64) {
	for _, line := range lines {
		fields := strings.Fields(line)
		if len(fields) < 6 || !strings.HasSuffix(fields[4], "%") {
			continue
		}
		if number, err := strconv.ParseInt(fields[3], 10, 64); err == nil {
			free = append(free, number<<10)
		}
	}
	return free
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
