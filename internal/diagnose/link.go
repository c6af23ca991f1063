package diagnose

import "slices"

// link finds the checks whose failure is a consequence of another check's.
func (d *diagnosis) link() {
	for i, check := range d.Checks {
		if !slices.Contains(check.Services, d.verdicts[i].service) {
			d.follow(i, d.owner(i))
		}
	}
	for i := range d.Checks {
		d.follow(i, d.alike(i))
		d.follow(i, d.used(i))
	}
}

// follow records that the failure of check i is a consequence of check j's, unless i has
// a cause already, or j is a consequence of i.
func (d *diagnosis) follow(i, j int) {
	if j >= 0 && d.verdicts[i].follows < 0 && d.root(j) != i {
		d.verdicts[i].follows = j
	}
}

// root returns the check at which a chain of consequences begins.
func (d *diagnosis) root(i int) int {
	for d.verdicts[i].follows >= 0 {
		i = d.verdicts[i].follows
	}
	return i
}

// owner returns the check that asks the service at fault for the failure of check i.
func (d *diagnosis) owner(i int) int {
	blamed := d.verdicts[i].service
	return slices.IndexFunc(d.Checks, func(c FailedCheck) bool {
		return blamed != "" && slices.Contains(c.Services, blamed)
	})
}

// alike returns a check before i with the same fault, or -1. Two checks that get no
// answer have the same fault only if it is the same service.
func (d *diagnosis) alike(i int) int {
	v := d.verdicts[i]
	if v.service == "" && v.cause.entry().yields {
		return -1
	}
	return slices.IndexFunc(d.verdicts[:i], func(other verdict) bool { return other.clue == v.clue })
}

// used returns a failed check before i that i uses, or -1. It returns -1 also if the
// fault of i cannot come from another check.
func (d *diagnosis) used(i int) int {
	if !d.verdicts[i].cause.entry().yields {
		return -1
	}
	return slices.IndexFunc(d.Checks[:i], func(c FailedCheck) bool { return slices.Contains(d.Checks[i].Uses, c.Name) })
}
