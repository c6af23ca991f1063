package setup

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/joho/godotenv"

	"github.com/seed-491dada8/sandbox/internal/called"
	"github.com/seed-491dada8/sandbox/internal/textfile"
)

const choicesHeader = `# Written by mage setup: no image registry answered the engine, so it built these images itself.
# mage sandbox:init copies the lines into each new .env.sandbox there. Remove this file to try the registries again.
`

// choicesPath returns the path of images.env, which lists the images that new instances use in place of
// the defaults.
func choicesPath(home string) string {
	return filepath.Join(home, "images.env")
}

// readChoices returns the variables in images.env, or none if there is no such file.
func readChoices(home string) (map[string]string, error) {
	data, err := textfile.Read(choicesPath(home))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	choices, err := godotenv.UnmarshalBytes(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; mend or remove it", choicesPath(home), err)
	}
	return choices, nil
}

// addChoices appends the stand-ins to images.env and replaces the file atomically.
func addChoices(home string, standIns []StandIn) error {
	content, err := textfile.Read(choicesPath(home))
	if errors.Is(err, fs.ErrNotExist) {
		content, err = []byte(called.Text(choicesHeader)), nil
	}
	if err != nil {
		return err
	}
	if !bytes.HasSuffix(content, []byte("\n")) {
		content = append(content, '\n')
	}
	for _, standIn := range standIns {
		content = append(content, standIn.choice()+"\n"...)
	}

	if err := os.MkdirAll(home, 0o700); err != nil {
		return err
	}
	return textfile.Replace(choicesPath(home), content, 0o644)
}
