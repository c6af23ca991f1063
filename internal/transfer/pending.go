package transfer

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// Origin names the source of an instance's data: a snapshot, or another instance.
type Origin struct {
	Snapshot string `json:"snapshot,omitempty"` // its name
	Instance string `json:"instance,omitempty"` // its id
	Dir      string `json:"directory,omitempty"`
}

// String returns the origin as people write it, such as "snapshot seeded".
func (o Origin) String() string {
	if o.Snapshot != "" {
		return "snapshot " + o.Snapshot
	}
	return "instance " + o.Instance
}

// pendingFile holds, in the state folder, the origin of data that is not whole yet.
const pendingFile = "filling.json"

func pendingPath(dir string) string {
	return filepath.Join(dir, instance.StateFolder, pendingFile)
}

// Pending returns the origin of the data of the instance in a directory if the copy was
// cut: its volumes must not be used until they are filled again. The zero Origin stands
// for a record that cannot be read.
func Pending(dir string) (Origin, bool) {
	text, err := textfile.Read(pendingPath(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return Origin{}, false
	}
	var origin Origin
	if err != nil || json.Unmarshal(text, &origin) != nil {
		return Origin{}, true
	}
	return origin, true
}

// begin records that the volumes of an instance are about to be filled.
func begin(dir string, origin Origin) error {
	return instance.Record(dir, pendingFile, origin)
}

// Forget records that the volumes of an instance are whole, or gone.
func Forget(dir string) error {
	if err := os.Remove(pendingPath(dir)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
