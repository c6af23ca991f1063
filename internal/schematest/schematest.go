// Package schematest tells tests whether a JSON document is as docs/schema.json
// says. The schema lets fields pass that later versions may add; here it is
// closed, so that every field is described.
package schematest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Valid wants text to be one document, of the kind that has the name under
// $defs.
func Valid(t testing.TB, kind string, text []byte) {
	t.Helper()
	if err := Check(kind, text); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
}

// Check returns what is wrong with a document.
func Check(kind string, text []byte) error {
	tree, err := Schema()
	if err != nil {
		return err
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("schema.json", closed(tree)); err != nil {
		return err
	}
	schema, err := compiler.Compile("schema.json#/$defs/" + kind)
	if err != nil {
		return err
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return fmt.Errorf("not one JSON document: %w", err)
	}
	return schema.Validate(document)
}

// Schema is docs/schema.json as it is published.
func Schema() (any, error) {
	_, here, _, _ := runtime.Caller(0)
	file, err := os.Open(filepath.Join(filepath.Dir(here), "../../docs/schema.json"))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return jsonschema.UnmarshalJSON(file)
}

// closed lets no object have a property that is not described.
func closed(node any) any {
	switch node := node.(type) {
	case map[string]any:
		for _, inner := range node {
			closed(inner)
		}
		if node["type"] == "object" && node["properties"] != nil {
			node["additionalProperties"] = false
		}
	case []any:
		for _, inner := range node {
			closed(inner)
		}
	}
	return node
}
