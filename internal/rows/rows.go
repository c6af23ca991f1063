// Package rows puts what a list knows of an instance into a few words.
package rows

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/report"
)

// Address returns the URL of an instance, or host:port of the first ports of an instance of
// another stack.
func Address(r report.Instance) string {
	const most = 2
	var addresses []string
	for _, port := range r.Ports {
		number := ports.Binding{Port: port, UDP: slices.Contains(r.UDPPorts, port)}.Number()
		addresses = append(addresses, cmp.Or(r.Host, "localhost")+":"+number)
	}
	switch {
	case len(addresses) == 0:
		return r.URL
	case len(addresses) > most:
		return fmt.Sprintf("%s and %d more", strings.Join(addresses[:most], ", "), len(addresses)-most)
	}
	return strings.Join(addresses, ", ")
}

// Work returns the state of the work in an instance's worktree: dirty, merged, both or "".
func Work(r report.Instance) string {
	var words []string
	if r.Dirty != nil && *r.Dirty {
		words = append(words, "dirty")
	}
	if r.Merged != nil && *r.Merged {
		words = append(words, "merged")
	}
	return strings.Join(words, ", ")
}

// Memory returns what the containers of an instance use, "" if it is unknown or nothing.
func Memory(r report.Instance) string {
	if r.Memory == nil || *r.Memory == 0 {
		return ""
	}
	if gigabytes := float64(*r.Memory) / (1 << 30); gigabytes >= 1 {
		return fmt.Sprintf("%.1f GiB", gigabytes)
	}
	return fmt.Sprintf("%d MiB", (*r.Memory+1<<20-1)>>20)
}

// LastPassed returns how long ago an instance that runs last passed, "" if that is unknown.
// Of one that is stopped it returns "", too: nothing of it is ready now.
func LastPassed(r report.Instance) string {
	runs := r.State == report.Running || r.State == report.Partial
	if ago := Since(r.LastPassed); runs && ago != "" {
		return ago + " ago"
	}
	return ""
}

// Since returns the time since a moment in its largest whole unit, "" for no moment.
func Since(moment time.Time) string {
	if moment.IsZero() {
		return ""
	}
	switch d := time.Since(moment); {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%dd", int(d.Hours())/24)
	case d >= time.Hour:
		return fmt.Sprintf("%dh", int(d.Hours()))
	case d >= time.Minute:
		return fmt.Sprintf("%dm", int(d.Minutes()))
	default:
		return fmt.Sprintf("%ds", max(0, int(d.Seconds())))
	}
}
