package history

import (
	"bytes"
	"encoding/json"
	"time"
)

// LastPassed returns when the newest start on record that passed did so, the zero time for
// none. It parses no older start.
func LastPassed(folder string) (time.Time, error) {
	text, err := read(folder)
	for err == nil && len(text) > 0 {
		line := text
		if end := bytes.LastIndexByte(text, '\n'); end >= 0 {
			line, text = text[end+1:], text[:end]
		} else {
			text = nil
		}
		var s Start
		if json.Unmarshal(line, &s) == nil && s.valid() && s.Passed {
			return s.Time, nil
		}
	}
	return time.Time{}, err
}
