package transfer

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/seed-491dada8/sandbox/internal/instance"
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

// pending returns the origin of the data of the instance in a directory if the copy is not
// made yet or was interrupted: its volumes must not be used until they are filled. The zero
// Origin stands for a record that cannot be read.
func pending(dir string) (Origin, bool) {
	var origin Origin
	err := instance.ReadRecord(dir, pendingFile, &origin)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Origin{}, false
	case err != nil:
		return Origin{}, true
	}
	return origin, true
}

// begin records that the volumes of an instance are about to be filled.
func begin(dir string, origin Origin) error {
	return instance.Record(dir, pendingFile, origin)
}

// withNextStep adds to the error of a copy which command completes it, and which abandons
// it.
func withNextStep(dir string, err error) error {
	origin, awaited := pending(dir)
	if err == nil || !awaited {
		return err
	}
	return fmt.Errorf("%w; the next `mage sandbox:up` first copies the data of %s; to start without it: mage sandbox:down -volumes", err, origin)
}

// Forget records that the volumes of an instance are whole, or gone.
func Forget(dir string) error { return instance.RemoveRecord(dir, pendingFile) }
