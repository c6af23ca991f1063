package docker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// EngineVersion is what an engine tells of itself.
type EngineVersion struct {
	Version    string
	APIVersion string `json:"ApiVersion"`
	OS         string `json:"Os"` // that its containers are made for: linux or windows
	Arch       string
}

// EngineVersion asks the engine what it is. The error is docker's own, or of an answer
// that is none.
func (p Project) EngineVersion(ctx context.Context) (EngineVersion, error) {
	text, err := p.Output(ctx, "version", "--format", "{{json .Server}}")
	if err != nil {
		return EngineVersion{}, err
	}
	var e EngineVersion
	if err := json.Unmarshal(text, &e); err != nil {
		return EngineVersion{}, fmt.Errorf("docker version: %w", err)
	}
	if e.Version == "" {
		return EngineVersion{}, errors.New("docker version: the engine tells no version")
	}
	return e, nil
}

// AtLeast compares versions such as 2.24.0 or 20.10.24+dfsg1, number by number.
// A part that is no number, such as dev, belongs to a private build and counts as new enough.
func AtLeast(version, least string) bool {
	have, want := release(version), release(least)
	for i, w := range want {
		switch {
		case i >= len(have):
			return len(have) == 0
		case have[i] != w:
			return have[i] > w
		}
	}
	return true
}

// release returns the numbers that a version begins with.
func release(version string) (numbers []int) {
	for part := range strings.SplitSeq(strings.TrimPrefix(version, "v"), ".") {
		digits := part[:len(part)-len(strings.TrimLeft(part, "0123456789"))]
		number, err := strconv.Atoi(digits)
		if err != nil {
			break
		}
		numbers = append(numbers, number)
		if digits != part {
			break
		}
	}
	return numbers
}
