package console

import "strings"

// hyperlink makes text clickable with OSC 8, on terminals that are known to support
// it. Some other terminals would show the escape sequence.
func (c *Console) hyperlink(url, text string) string {
	if !c.links || !strings.Contains(url, "://") {
		return text
	}
	return "\x1b]8;;" + url + "\x1b\\" + text + "\x1b]8;;\x1b\\"
}
