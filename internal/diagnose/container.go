package diagnose

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// settled is how long a container that was restarted must run to be out of a crash loop.
const settled = 10 * time.Second

// cause returns what is wrong with a service's container, or "". Answers says that the
// service answered its probe.
func (s ServiceFacts) cause(answers bool) Cause {
	c := s.Container
	switch {
	case c == nil || c.State == "removing":
		return NotCreated
	case c.up() && c.looping():
		return c.ended(CrashLoop)
	case c.up() && c.LostNetwork != "":
		return NetworkLost
	case c.up() && s.Unpublished && (s.Holder != "" || s.Taken || answers):
		return ForeignListener
	case c.up() && s.Unpublished:
		return NoPublishedPort
	case c.up() && c.Health == "unhealthy":
		return Unhealthy
	case c.up() && c.Health == "starting":
		return HealthPending
	case c.up():
		return ""
	case c.State == "paused":
		return Paused
	case c.State == "restarting":
		return c.ended(CrashLoop)
	case c.LostNetwork != "":
		return NetworkLost
	case c.State == "created", c.Error != "":
		return c.unstarted()
	case c.Stopped && !c.OOMKilled:
		return Stopped
	case c.ExitCode == 0 && !c.OOMKilled && s.Address == "": // a job that has finished
		return ""
	default:
		return c.ended(ContainerExited)
	}
}

// pending returns the fault of the service for which Compose waits.
func (s ServiceFacts) pending() clue {
	if s.AwaitsEnd {
		return clue{JobPending, s.Awaits}
	}
	return clue{HealthPending, s.Awaits}
}

// waiting describes what keeps Compose from starting the service.
func (s ServiceFacts) waiting() string {
	if s.AwaitsEnd {
		return fmt.Sprintf("%s was not started: it waits for job %s to end (depends_on)", s.Name, s.Awaits)
	}
	return fmt.Sprintf("%s was not started: it waits for %s to be healthy (depends_on)", s.Name, s.Awaits)
}

func (c *ContainerFacts) up() bool { return c.State == "running" }

// looping reports whether the container restarts again and again.
func (c *ContainerFacts) looping() bool {
	return c.Restarts >= 3 && c.Started > 0 && c.Started < settled
}

// ended returns why a container does not keep running. Without a special reason it
// returns otherwise.
func (c *ContainerFacts) ended(otherwise Cause) Cause {
	switch {
	case c.OOMKilled:
		return OOMKilled
	case c.ExitCode == 127:
		return CommandNotFound
	case c.ExitCode == 126:
		return NotExecutable
	}
	if otherVersion.MatchString(c.Log) {
		return VolumeVersion
	}
	for _, line := range Tail(c.Log, maxLog) {
		// The runtime writes "exec /program: ..." into the log and ends with 1.
		if cause := causeOf(line); cause == DiskFull || strings.HasPrefix(line, "exec ") && cause != Unknown {
			return cause
		}
	}
	return otherwise
}

// otherVersion matches what a database writes that finds the data of another version of
// itself: Postgres, MySQL and MongoDB name both. MongoDB lists the versions that it reads,
// its own last, and then writes many lines about its end.
var otherVersion = regexp.MustCompile(`initialized by PostgreSQL version ([\w.]+), which is not compatible with this version ([\d.]*\d)` +
	`|Cannot (?:down|up)grade from (\d+) to (\d+)` +
	`|featureCompatibilityVersion\\*", version: \\*"([\d.]+)\\*" .*expected (?:'[\d.]+' or )*'([\d.]*\d)`)

// versions returns the version of the data and that of the server, as the log names
// them, or "".
func (c *ContainerFacts) versions() (data, server string) {
	if m := otherVersion.FindStringSubmatch(c.Log); m != nil {
		return m[1] + m[3] + m[5], m[2] + m[4] + m[6]
	}
	return "", ""
}

// unstarted returns why a container was not started. The engine's error says more than
// the exit code: 127 may also mean that a mount failed.
func (c *ContainerFacts) unstarted() Cause {
	if c.Error == "" {
		return Stranded
	}
	if cause := causeOf(clean(c.Error)); cause != Unknown {
		return cause
	}
	return StartRefused
}

// state describes the container of a service in one line. The service's name is shown even
// where it is a password, too.
func (d *diagnosis) state(s ServiceFacts) string {
	name := cmp.Or(s.Replica, s.Name)
	if s.Container == nil {
		return "service " + name + " has no container"
	}
	return "container " + name + " " + d.line(s.Container.state(s))
}

func (c *ContainerFacts) state(s ServiceFacts) string {
	switch {
	case c.State == "restarting":
		return fmt.Sprintf("is being restarted (restart %d): it %s", c.Restarts, c.exited())
	case !c.up() && c.Error != "":
		return "could not be started: " + core(clean(c.Error))
	case c.State == "created":
		return "was created, but never started"
	case c.Stopped && !c.OOMKilled && c.State == "exited":
		return "is stopped: it " + c.exited()
	case c.State == "exited" || c.State == "dead":
		return c.exited() + c.restarted()
	case c.State == "running":
		return c.running(s)
	}
	return "is " + c.State
}

// running describes a container that runs.
func (c *ContainerFacts) running(s ServiceFacts) string {
	text := "is running"
	if c.Started > 0 {
		text = "has been running for " + span(c.Started)
	}
	text += c.restarted()
	if c.Restarts > 0 && (c.ExitCode != 0 || c.OOMKilled) {
		text += " after it " + c.exited()
	}
	switch {
	case c.LostNetwork != "":
		text += ", without its network: " + c.LostNetwork
	case s.Unpublished:
		text += ", and does not publish " + s.Address
	case c.Health != "":
		text += ", and is " + strings.Replace(c.Health, "starting", "not healthy yet", 1)
	}
	return text
}

// restarted describes how often the container was restarted.
func (c *ContainerFacts) restarted() string {
	switch c.Restarts {
	case 0:
		return ""
	case 1:
		return ", restarted once"
	default:
		return fmt.Sprintf(", restarted %d times", c.Restarts)
	}
}
