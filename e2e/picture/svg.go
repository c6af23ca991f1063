package main

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"unicode/utf8"
)

const (
	charWidth, lineHeight, margin = 8.4, 19, 16

	background = "#1e1e2e"
	foreground = "#cdd6f4"
)

// colours are the colours of a terminal, by their codes.
var colours = map[string]string{
	"30": "#6c7086", "31": "#f38ba8", "32": "#a6e3a1", "33": "#f9e2af", "34": "#89b4fa", "35": "#f5c2e7", "36": "#94e2d5", "37": "#cdd6f4",
	"90": "#7f849c", "91": "#f38ba8", "92": "#a6e3a1", "93": "#f9e2af", "94": "#89b4fa", "95": "#f5c2e7", "96": "#94e2d5", "97": "#ffffff",
}

// svg draws the lines of a terminal, which contain the escape codes of their colours.
func svg(lines []string) string {
	var text strings.Builder
	width, height := columns*charWidth+2*margin, float64(len(lines)*lineHeight+2*margin)
	fmt.Fprintf(&text, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="%s">`+"\n", width, height, foreground)
	fmt.Fprintf(&text, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", background)
	var style pen
	for i, line := range lines {
		text.WriteString(style.line(line, margin+float64(i+1)*lineHeight-5))
	}
	return text.String() + "</svg>\n"
}

// pen holds the current colour and weight of the terminal's text.
type pen struct {
	colour    string
	bold, dim bool
}

// escape matches a code that changes the colours, or a link, which is dropped.
var escape = regexp.MustCompile("\x1b\\[([0-9;]*)m|\x1b\\]8;[^\x1b\a]*(?:\x1b\\\\|\a)|\x0e|\x0f")

// line draws one line, with a text element for each stretch of one colour.
func (p *pen) line(line string, y float64) string {
	var text strings.Builder
	column := 0
	for line != "" {
		at := escape.FindStringSubmatchIndex(line)
		piece, rest := line, ""
		if at != nil {
			piece, rest = line[:at[0]], line[at[1]:]
		}
		if strings.TrimSpace(piece) != "" {
			fmt.Fprintf(&text, `<text x="%.1f" y="%.0f" xml:space="preserve"%s>%s</text>`+"\n", margin+float64(column)*charWidth, y, p.attributes(), html.EscapeString(piece))
		}
		column += utf8.RuneCountInString(piece)
		if at != nil && at[2] >= 0 {
			p.change(strings.Split(line[at[2]:at[3]], ";"))
		}
		line = rest
	}
	return text.String()
}

// attributes returns the SVG attributes of the pen.
func (p *pen) attributes() string {
	text := ""
	if p.colour != "" {
		text += ` fill="` + p.colour + `"`
	}
	if p.bold {
		text += ` font-weight="bold"`
	}
	if p.dim {
		text += ` opacity="0.6"`
	}
	return text
}

// change applies colour codes to the pen.
func (p *pen) change(codes []string) {
	for _, code := range codes {
		switch colour, known := colours[code]; {
		case code == "" || code == "0":
			*p = pen{}
		case code == "1":
			p.bold = true
		case code == "2":
			p.dim = true
		case code == "22":
			p.bold, p.dim = false, false
		case code == "39":
			p.colour = ""
		case known:
			p.colour = colour
		}
	}
}
