package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"strings"
)

//go:embed openapi.json
var openAPI []byte

//go:embed docs.html
var docsTemplate string

// serveOpenAPI serves openapi.json.
func serveOpenAPI(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(openAPI)
}

// serveDocs serves openapi.json as one page. The page loads nothing else, so it works offline.
func serveDocs(w http.ResponseWriter, _ *http.Request) {
	page, err := renderDocs()
	if err != nil {
		writeError(w, http.StatusInternalServerError, "documentation cannot be rendered: "+err.Error())
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	_, _ = w.Write(page)
}

// renderDocs renders the page.
func renderDocs() ([]byte, error) {
	var document struct {
		Info  struct{ Title, Description string }
		Paths map[string]map[string]struct {
			Summary, Description string
			Responses            map[string]struct{ Description string }
		}
		Components struct{ Schemas json.RawMessage }
	}
	if err := json.Unmarshal(openAPI, &document); err != nil {
		return nil, err
	}
	page, err := template.New("docs").Funcs(template.FuncMap{
		"upper":     strings.ToUpper,
		"visitable": func(method, path string) bool { return method == "get" && !strings.Contains(path, "{") },
		"indent": func(raw json.RawMessage) (string, error) {
			var indented bytes.Buffer
			err := json.Indent(&indented, raw, "", "  ")
			return indented.String(), err
		},
	}).Parse(docsTemplate)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = page.Execute(&out, document)
	return out.Bytes(), err
}
