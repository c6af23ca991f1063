package testbed

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/instance"
)

// ClaimedName is the prefix of the names of instances that [Testbed.ClaimSlots]
// makes.
const ClaimedName = "bench-claimed-"

// ClaimSlots claims each free slot from 1 to last. Each claim is for a directory that is
// an instance and was never started.
func (in *Testbed) ClaimSlots(last int) error {
	const home = "SANDBOX_HOME"
	before, was := os.LookupEnv(home)
	if err := os.Setenv(home, in.home); err != nil {
		return err
	}
	defer func() {
		if os.Unsetenv(home); was {
			os.Setenv(home, before)
		}
	}()
	register, err := claims.Open("")
	if err != nil {
		return err
	}
	for slot := 1; slot <= last; slot++ {
		name := ClaimedName + strconv.Itoa(slot)
		claim := claims.Claim{Slot: slot, ID: name, Dir: filepath.Join(in.top, name), Created: time.Now().Add(-time.Hour)}
		err := register.Take(claim, nil)
		if errors.Is(err, claims.ErrClaimed) {
			continue
		}
		variables := []instance.Variable{{Name: "INSTANCE_ID", Value: name}, {Name: "SLOT_NUMBER", Value: strconv.Itoa(slot)}}
		if err = errors.Join(err, os.Mkdir(claim.Dir, 0o755)); err == nil {
			err = instance.Write(claim.Dir, name, variables)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
