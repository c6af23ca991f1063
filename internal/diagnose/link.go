package diagnose

import "slices"

// link finds the checks whose failure is a consequence of another's.
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

// follow notes that i is a consequence of j, if it is none yet, and j not one
// of i.
func (d *diagnosis) follow(i, j int) {
	if j >= 0 && d.verdicts[i].follows < 0 && d.root(j) != i {
		d.verdicts[i].follows = j
	}
}

// root is the check at which a chain of consequences begins.
func (d *diagnosis) root(i int) int {
	for d.verdicts[i].follows >= 0 {
		i = d.verdicts[i].follows
	}
	return i
}

// owner is the check that asks the service which is to blame for the failure
// of i.
func (d *diagnosis) owner(i int) int {
	blamed := d.verdicts[i].service
	return slices.IndexFunc(d.Checks, func(c FailedCheck) bool {
		return blamed != "" && slices.Contains(c.Services, blamed)
	})
}

// alike is a check before i with the same to blame. That two services do not
// answer is the same only if it is one service.
func (d *diagnosis) alike(i int) int {
	v := d.verdicts[i]
	if v.service == "" && v.cause.entry().yields {
		return -1
	}
	return slices.IndexFunc(d.verdicts[:i], func(other verdict) bool { return other.clue == v.clue })
}

// used is a failed check before i that i uses, unless i has a fault that can
// only be its own.
func (d *diagnosis) used(i int) int {
	if !d.verdicts[i].cause.entry().yields {
		return -1
	}
	return slices.IndexFunc(d.Checks[:i], func(c FailedCheck) bool { return slices.Contains(d.Checks[i].Uses, c.Name) })
}
