package mainfile

import (
	"bytes"
	"fmt"
	"go/format"
	"regexp"
	"slices"
	"strings"

	"github.com/magefile/mage/parse"
)

// tableHeader begins the file that [Table] returns.
const tableHeader = "// Code generated from magefile.go by `mage generate`. DO NOT EDIT.\n\npackage main\n\n" +
	"import \"github.com/seed-491dada8/sandbox/internal/completion\"\n\nvar table = []completion.Target{\n"

// Table returns a source file with the variable table, from which a shell's completion
// is made. Mage's parser reads the magefile in dir, as it does for the main file and its
// help.
func Table(dir, program string) (source []byte, err error) {
	magefile, err := parse.PrimaryPackage("go", dir, []string{"magefile.go"}, true)
	if err != nil {
		return nil, err
	}
	var rows []string
	for _, imported := range magefile.Imports {
		for _, function := range imported.Info.Funcs {
			rows = append(rows, row(function, program))
		}
	}
	slices.Sort(rows)
	var text bytes.Buffer
	text.WriteString(tableHeader)
	for _, row := range slices.Compact(rows) { // most targets are imported twice
		text.WriteString(row)
	}
	text.WriteString("}\n")
	return format.Source(text.Bytes())
}

// row returns the Go text of one target.
func row(function *parse.Function, program string) string {
	var text strings.Builder
	own := func(text string) string { return string(inTermsOf([]byte(text), program)) }
	fmt.Fprintf(&text, "{Name: %q, Does: %q", strings.ToLower(function.Name), own(function.Synopsis))
	var takes []string
	for _, arg := range function.RequiredArgs() {
		takes = append(takes, fmt.Sprintf("%q", arg.Name))
	}
	if len(takes) > 0 {
		fmt.Fprintf(&text, ", Takes: []string{%s}", strings.Join(takes, ", "))
	}
	if function.HasOptionalArgs() {
		text.WriteString(", Flags: []completion.Flag{\n")
		for _, arg := range function.OptionalArgs() {
			fmt.Fprintf(&text, "{Name: %q, Does: %q, Switch: %t},\n", dashed(arg.Name), own(arg.Comment), arg.Type == "bool")
		}
		text.WriteString("}")
	}
	return text.String() + "},\n"
}

var capital = regexp.MustCompile(`[A-Z]`)

// dashed returns the name of a flag as a person types it: adopt-volumes for adoptVolumes.
func dashed(name string) string {
	return strings.ToLower(capital.ReplaceAllString(name, "-$0"))
}
