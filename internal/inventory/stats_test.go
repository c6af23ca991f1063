package inventory

import (
	"maps"
	"testing"
)

func TestMemoryIsReadInEveryUnit(t *testing.T) {
	got, err := parseMemory("a 512B / 1.9GiB\nb 1.5KiB / 1.9GiB\nc 12.25MiB / 1.9GiB\nd 2GiB / 4GiB\ne -- / --\n")
	if want := map[string]int64{"a": 512, "b": 1536, "c": 12845056, "d": 2 << 30}; err != nil || !maps.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	if _, err := parseMemory("a\n"); err == nil {
		t.Error("a line without memory is read")
	}
}
