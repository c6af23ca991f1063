package console

import (
	"fmt"
	"strings"
	"time"
)

// inSeconds formats a time. Below a second it shows hundredths.
func inSeconds(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%.2fs", d.Seconds())
	}
	return fmt.Sprintf("%.1fs", d.Seconds())
}

// duration returns a time that a document has in seconds.
func duration(seconds float64) time.Duration {
	return time.Duration(seconds * float64(time.Second))
}

// lines splits text that ends with a line end.
func lines(text string) []string { return strings.Split(strings.TrimSuffix(text, "\n"), "\n") }
