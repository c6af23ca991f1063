// Command readenv reads env files with the parser of Docker Compose. It decodes a list of
// their texts from stdin, in the form of package gob, and encodes a list of the variables
// in each to stdout: none for a text that the parser refuses.
package main

import (
	"encoding/gob"
	"log"
	"os"
	"strings"

	"github.com/compose-spec/compose-go/v2/dotenv"
)

func main() {
	var texts []string
	if err := gob.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		log.Fatal(err)
	}
	all := make([]map[string]string, len(texts))
	for i, text := range texts {
		if variables, err := dotenv.Parse(strings.NewReader(text)); err == nil {
			all[i] = variables
		}
	}
	if err := gob.NewEncoder(os.Stdout).Encode(all); err != nil {
		log.Fatal(err)
	}
}
