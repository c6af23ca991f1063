package proc

import (
	"os"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/testenv"
)

func TestMain(m *testing.M) {
	testenv.Isolate()
	os.Exit(m.Run())
}
