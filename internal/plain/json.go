package plain

import (
	"fmt"
	"strings"
	"unicode/utf16"
)

// JSON returns an equivalent JSON document. It escapes the characters that [Line]
// removes, and ##[, which CI runners obey anywhere in a line.
func JSON(document string) string {
	var out strings.Builder
	for _, r := range document {
		switch {
		case r == '\n' || printable(r) == r:
			out.WriteRune(r)
		case r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&out, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&out, `\u%04x`, r)
		}
	}
	return strings.ReplaceAll(out.String(), "##[", `#\u0023[`)
}
