package inventory

import (
	"fmt"
	"strconv"
	"strings"
)

// parseMemory reads lines such as "ID 12.5MiB / 1.9GiB". A container that has ended
// meanwhile has "--" or 0B.
func parseMemory(text string) (map[string]int64, error) {
	used := make(map[string]int64)
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) < 2 {
			return nil, fmt.Errorf("docker stats: unexpected line %.100q", line)
		}
		if bytes, known := bytesOf(fields[1]); known {
			used[fields[0]] = bytes
		}
	}
	return used, nil
}

// units are those of docker stats, the longer names first.
var units = []struct {
	name  string
	bytes float64
}{{"TiB", 1 << 40}, {"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"B", 1}}

// bytesOf reads a number of bytes such as 12.5MiB.
func bytesOf(text string) (int64, bool) {
	for _, unit := range units {
		if number, found := strings.CutSuffix(text, unit.name); found {
			value, err := strconv.ParseFloat(number, 64)
			return int64(value * unit.bytes), err == nil
		}
	}
	return 0, false
}
