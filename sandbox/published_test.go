package sandbox

import (
	"github.com/seed-491dada8/sandbox/internal/stacktest"
)

// publishing returns the running container of api, which publishes a port.
var publishing = stacktest.Publishing
