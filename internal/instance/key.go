package instance

import (
	"crypto/rand"
	"fmt"
	"regexp"
)

// KeyVariable is the variable that holds [Instance.Key].
const KeyVariable = "SANDBOX_KEY"

// NewKey returns a random key, which no other instance has.
func NewKey() string { return rand.Text() }

// keyPattern matches what [rand.Text] returns.
var keyPattern = regexp.MustCompile(`^[A-Z2-7]{26}$`)

// ValidKey returns an error for a key that [NewKey] cannot have made.
func ValidKey(key string) error {
	if !keyPattern.MatchString(key) {
		return fmt.Errorf("%s is not a key: it must be the 26 letters and digits that sandbox:init wrote", KeyVariable)
	}
	return nil
}
