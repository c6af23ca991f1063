// Package schematest validates JSON documents against docs/schema.json. The
// published schema allows additional fields, because later versions may add some.
// This package forbids them, so that the schema describes every field.
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

// Valid fails the test unless text is one valid document of a kind. A kind is a
// name under $defs in the schema.
func Valid(t testing.TB, kind string, text []byte) {
	t.Helper()
	if err := Check(kind, text); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
}

// Check returns an error that describes why a document is invalid.
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

// Schema returns docs/schema.json as published.
func Schema() (any, error) {
	_, here, _, _ := runtime.Caller(0)
	file, err := os.Open(filepath.Join(filepath.Dir(here), "../../docs/schema.json"))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return jsonschema.UnmarshalJSON(file)
}

// closed forbids properties that the schema does not describe.
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
