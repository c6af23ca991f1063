package targets

import (
	"fmt"
	"strconv"
)

// parseSlot returns the number of a slot, nil for the empty text.
func parseSlot(text string) (*int, error) {
	if text == "" {
		return nil, nil
	}
	slot, err := strconv.Atoi(text)
	if err != nil {
		return nil, fmt.Errorf("-slot=%s: it must be a number from 0 to %d", text, Stack.Scheme().MaxSlot())
	}
	return &slot, nil
}
