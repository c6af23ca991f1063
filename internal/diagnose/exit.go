package diagnose

import (
	"fmt"
	"time"

	"github.com/seed-491dada8/sandbox/internal/exitcode"
)

// exited returns text such as "exited with code 3, 1.2 s ago", with the code's meaning.
func (c *ContainerFacts) exited() string {
	text := fmt.Sprintf("exited with code %d", c.ExitCode)
	meaning := exitcode.Meaning(c.ExitCode)
	if c.OOMKilled {
		meaning = "killed: out of memory"
	}
	if meaning != "" {
		text += " (" + meaning + ")"
	}
	if c.Finished > 0 {
		text += ", " + span(c.Finished) + " ago"
	}
	return text
}

// span returns a duration in words.
func span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	default:
		return fmt.Sprintf("%d days", int(d.Hours()/24))
	}
}
