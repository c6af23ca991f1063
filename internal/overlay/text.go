package overlay

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/composefile"
)

// write writes the changes below the service's other keys.
func (s ServiceChanges) write(text *strings.Builder) {
	if s.Image != "" {
		fmt.Fprintf(text, "    image: %s\n", quote(s.Image))
	}
	if s.Unnamed {
		text.WriteString("    container_name: !reset null\n")
	}
	if len(s.Links) > 0 {
		fmt.Fprintf(text, "    links: [%s]\n", strings.Join(quoted(s.Links), ", "))
	}
	if s.Ports != nil {
		text.WriteString("    ports: !override\n")
	}
	for _, port := range s.Ports {
		writePort(text, port)
	}
	if len(s.Networks) > 0 {
		text.WriteString("    networks:\n")
	}
	for _, key := range slices.Sorted(maps.Keys(s.Networks)) {
		s.Networks[key].write(text, key)
	}
}

func writePort(text *strings.Builder, port composefile.Port) {
	fmt.Fprintf(text, "      - {target: %d", port.Target)
	for _, field := range []struct{ name, value string }{
		{"published", port.Published}, {"host_ip", port.HostIP}, {"protocol", port.Protocol}, {"mode", port.Mode},
		{"name", port.Name}, {"app_protocol", port.AppProtocol},
	} {
		if field.value != "" {
			fmt.Fprintf(text, ", %s: %s", field.name, quote(field.value))
		}
	}
	text.WriteString("}\n")
}

func (a Attachment) write(text *strings.Builder, network string) {
	fmt.Fprintf(text, "      %s:\n", quote(network))
	if a.Alias != "" {
		fmt.Fprintf(text, "        aliases: [%s]\n", quote(a.Alias))
	}
	if a.ResetAddress4 {
		text.WriteString("        ipv4_address: !reset null\n")
	}
	if a.ResetAddress6 {
		text.WriteString("        ipv6_address: !reset null\n")
	}
}

// writeObjects writes the changes of networks and volumes.
func (c Changes) writeObjects(text *strings.Builder) {
	networks := slices.Compact(slices.Sorted(slices.Values(slices.Concat(c.Subnets, c.Networks))))
	if len(networks) > 0 {
		text.WriteString("networks:\n")
	}
	for _, key := range networks {
		fmt.Fprintf(text, "  %s:\n", quote(key))
		if slices.Contains(c.Subnets, key) {
			text.WriteString("    ipam: !reset null\n")
		}
		if slices.Contains(c.Networks, key) {
			text.WriteString("    name: !reset null\n")
		}
	}
	if len(c.Volumes) > 0 {
		text.WriteString("volumes:\n")
	}
	for _, key := range c.Volumes {
		fmt.Fprintf(text, "  %s:\n    name: !reset null\n", quote(key))
	}
}

func quoted(texts []string) (all []string) {
	for _, text := range texts {
		all = append(all, quote(text))
	}
	return all
}
