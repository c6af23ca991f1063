package sandbox

import (
	"context"
	"errors"
	"fmt"
)

// agree asks the user to agree to a deletion, unless given says that the user agreed
// beforehand. It returns an error if the user does not agree, or cannot be asked.
func (s Sandbox) agree(ctx context.Context, given bool, question string) error {
	if given {
		return nil
	}
	return s.consent(ctx, question, "nothing was removed")
}

// consent asks the user to agree. Otherwise says what a refusal means, such as "nothing was
// removed".
func (s Sandbox) consent(ctx context.Context, question, otherwise string) error {
	agreed, asked := false, false
	if s.Confirm != nil {
		agreed, asked = s.Confirm(ctx, question)
	}
	switch {
	case !asked:
		return fmt.Errorf("there is no terminal to ask on; add -yes to agree to this: %s", question)
	case !agreed:
		return errors.New(otherwise)
	}
	return nil
}
