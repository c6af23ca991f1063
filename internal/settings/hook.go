package settings

import (
	"errors"
	"fmt"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/seed-491dada8/sandbox/stack"
)

// hook is a hook as YAML: the list of its arguments, or a mapping with run and timeout.
type hook stack.Hook

func (h *hook) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.SequenceNode {
		return h.setRun(node)
	}
	var long struct {
		Run     yaml.Node `yaml:"run"`
		Timeout string    `yaml:"timeout"`
	}
	if node.Kind != yaml.MappingNode || node.Decode(&long) != nil || long.Run.Kind != yaml.SequenceNode {
		return errNoArguments
	}
	if long.Timeout != "" {
		timeout, err := time.ParseDuration(long.Timeout)
		if err != nil || timeout <= 0 {
			return fmt.Errorf("timeout %q of a hook must be a time such as 90s or 15m", long.Timeout)
		}
		h.Timeout = timeout
	}
	return h.setRun(&long.Run)
}

func (h *hook) setRun(node *yaml.Node) error {
	if err := node.Decode(&h.Run); err != nil || len(h.Run) == 0 || h.Run[0] == "" {
		return errNoArguments
	}
	return nil
}

// errNoArguments is the error for a hook that is not a list of arguments.
var errNoArguments = errors.New("a hook is a program with its arguments, such as [npm, ci] or [sh, -c, \"npm ci && npm test\"], or {run: [npm, ci], timeout: 15m}")

func hooks(all []hook) []stack.Hook {
	var hooks []stack.Hook
	for _, h := range all {
		hooks = append(hooks, stack.Hook(h))
	}
	return hooks
}
