package plain

import (
	"fmt"
	"strings"
	"unicode/utf16"
)

// JSON returns a JSON document that means the same, with escapes for the
// characters that [Line] takes out, and for ##[, which a runner obeys anywhere.
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
