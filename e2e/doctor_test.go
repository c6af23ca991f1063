//go:build e2e && unix

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/strict"
	"github.com/seed-491dada8/sandbox/report"
)

// examined runs sandbox:doctor, with and without -json, and returns its findings.
// It fails the test if the two disagree.
func examined(t *testing.T, in *instance, code int) []report.Finding {
	t.Helper()
	r := in.run(t, "sandbox:doctor", "-json")
	r.exits(t, code)
	d := document[report.Doctor](t, r, "doctor")
	shown := in.run(t, "sandbox:doctor")
	shown.exits(t, code)
	for _, f := range d.Findings {
		if slices.Contains([]string{"Disk", "Memory", "Networks", "Orphans"}, f.Subject) {
			continue // others change these between the two calls
		}
		shown.shows(t, " "+f.Subject+": ")
		if f.Cure != "" {
			shown.shows(t, "    → "+f.Cure+"\n")
		}
	}
	if d.Error != nil {
		shown.complains(t, "Error: "+d.Error.Message)
	}
	return d.Findings
}

// finding returns the finding on a subject if it is not OK.
func finding(t *testing.T, all []report.Finding, subject string) report.Finding {
	t.Helper()
	i := slices.IndexFunc(all, func(f report.Finding) bool { return f.Subject == subject && f.Cure != "" })
	if i < 0 {
		i = slices.IndexFunc(all, func(f report.Finding) bool { return f.Subject == subject })
	}
	if i < 0 {
		t.Fatalf("nothing on %s in %+v", subject, all)
	}
	return all[i]
}

// problemSubjects returns the subjects with a problem.
func problemSubjects(all []report.Finding) (subjects []string) {
	for _, f := range all {
		if f.Status == report.FindingProblem {
			subjects = append(subjects, f.Subject)
		}
	}
	return subjects
}

func TestDoctorOfAHealthyInstance(t *testing.T) {
	in := healthy(t)
	found := examined(t, in, 0)
	for subject, says := range map[string]string{
		"Go": "1.", "Engine": "Docker ", "Instance": fmt.Sprintf("%s (slot %d)", in.id, in.slot), "Files": envFile,
		"Compose file": " services", "Images": "all are on the engine", "Ports": "the instance's own", "Volumes": "none was older than .env.sandbox",
	} {
		if f := finding(t, found, subject); f.Status != report.FindingOK || !strings.Contains(f.Message, says) {
			t.Errorf("got %+v, want %q", f, says)
		}
	}
	for _, f := range found {
		if f.Status == report.FindingSkipped {
			t.Errorf("skipped: %+v", f)
		}
	}

	t.Run("and leaves nothing behind", func(t *testing.T) {
		before := in.snapshot(t)
		examined(t, in, 0)
		if after := in.snapshot(t); after != before {
			t.Errorf("files changed from\n%s\nto\n%s", before, after)
		}
	})
	t.Run("without docker", func(t *testing.T) {
		found := examined(t, in.exporting("PATH="+t.TempDir()), 1)
		if f := finding(t, found, "Engine"); f.Message != "there is no docker command here" || !strings.HasPrefix(f.Cure, "install Docker Engine") {
			t.Errorf("got %+v", f)
		}
		if got := problemSubjects(found); !slices.Equal(got, []string{"Go", "Engine"}) {
			t.Errorf("problems with %q", got)
		}
	})
	t.Run("with the engine of the file, despite the shell", func(t *testing.T) {
		examined(t, in.exporting("DOCKER_HOST=tcp://127.0.0.1:1", "DOCKER_CONTEXT=nonexistent", "COMPOSE_FILE=/nonexistent"), 0)
	})
}

func TestDoctorOutsideAnInstance(t *testing.T) {
	t.Parallel()
	in := newDirectory(t)
	found := examined(t, in, 0)
	if f := finding(t, found, "Instance"); f.Status != report.FindingSkipped || !strings.Contains(f.Message, "mage sandbox:init") {
		t.Errorf("got %+v", f)
	}
	if f := finding(t, found, "Ports"); f.Status != report.FindingOK || !strings.HasPrefix(f.Message, "slot ") {
		t.Errorf("got %+v", f)
	}
	for _, test := range []struct{ variable, says, cure string }{
		{"DOCKER_HOST=tcp://127.0.0.1:1", "it does not answer: ", "start the engine, or correct DOCKER_HOST in your shell, which leads to it"},
		{"DOCKER_HOST=ftp://me:s3cret@host", "DOCKER_HOST is not the address of an engine", "correct DOCKER_HOST in your shell"},
		{"DOCKER_CONTEXT=nonexistent", `docker has no context "nonexistent"`, "correct DOCKER_CONTEXT in your shell"},
	} {
		found := examined(t, in.exporting(test.variable), 1)
		if f := finding(t, found, "Engine"); !strings.HasPrefix(f.Message, test.says) || f.Cure != test.cure || strings.Contains(f.Message, "s3cret") || len(problemSubjects(found)) != 1 {
			t.Errorf("%s: got %+v, problems with %q", test.variable, f, problemSubjects(found))
		}
	}
}

func TestDoctorNamesOneProblemOfInstance(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name                string
		spoil               func(*testing.T, *instance)
		subject, says, cure string
	}{
		{"a dead engine", setTo("DOCKER_HOST", "tcp://127.0.0.1:1"), "Engine", "it does not answer: ", "start the engine, or correct DOCKER_HOST in .env.sandbox, which leads to it"},
		{"a silent engine", func(t *testing.T, in *instance) {
			in.set(t, "DOCKER_HOST", "tcp://"+listen(t, 0).Addr().String())
		}, "Engine", "no answer within 5s", "start the engine, or correct DOCKER_HOST in .env.sandbox, which leads to it"},
		{"an unknown context", setTo("DOCKER_CONTEXT", "nonexistent"), "Engine", `docker has no context "nonexistent"`, "correct DOCKER_CONTEXT in .env.sandbox"},
		{"a malformed engine address", setTo("DOCKER_HOST", "ftp://me:"+secret+"@host"), "Instance", "DOCKER_HOST is not the address of an engine", "correct .env.sandbox"},
		{"a malformed line", withFile(envFile, "INSTANCE_ID=x\nKTRDR_DB_PASSWORD="+secret+"\nno variable "+secret+"\n"), "Instance", "line 3 is not of the form", "correct .env.sandbox"},
		{"an impossible slot", setTo("SLOT_NUMBER", "many"), "Instance", `SLOT_NUMBER is "many"`, "correct .env.sandbox"},
		{"an invalid Compose file", withFile("docker-compose.yml", "services: ["), "Compose file", "did not find expected node content", "correct the Compose file"},
		{"no Compose file", withFile("docker-compose.yml", ""), "Compose file", "there is no Compose file here", "change to the directory"},
		{"a malformed bind address", setTo("SANDBOX_BIND", "192.0.2.1"), "Ports", "192.0.2.1", "correct SANDBOX_BIND in .env.sandbox"},
		{"a taken port", func(t *testing.T, in *instance) { listen(t, in.port(t, "KTRDR_DB_PORT")) }, "Ports", " (db) is held by ", "stop the holder, or give this instance other ports in .env.sandbox"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			in := newBareInstance(t)
			test.spoil(t, in)
			found := examined(t, in, 1)
			f := finding(t, found, test.subject)
			if !strings.Contains(f.Message, test.says) || !strings.HasPrefix(f.Cure, test.cure) {
				t.Errorf("got %+v", f)
			}
			if got := problemSubjects(found); !slices.Equal(got, []string{test.subject}) {
				t.Errorf("problems with %q", got)
			}
			for _, f := range found {
				if strings.Contains(f.Message+f.Cure, secret) {
					t.Errorf("a secret is shown: %+v", f)
				}
			}
		})
	}
}

func TestDoctorWarnsOfHarmlessProblems(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name                string
		spoil               func(*testing.T, *instance)
		subject, says, cure string
	}{
		{"a stale claim", func(t *testing.T, in *instance) {
			in.claims(t, "slot-0.1", "CLAIM_VERSION=2\nSLOT_NUMBER=0\nINSTANCE_ID=gone\nDIRECTORY="+filepath.Join(filepath.Dir(in.dir), "gone")+"\nCREATED_AT=2026-01-01T00:00:00Z\n")
		}, "Claims", "1 of 2 stale: gone (slot 0): its directory is gone", "mage sandbox:prune"},
		{"garbage", func(t *testing.T, in *instance) { in.claims(t, "slot-0.7", "\x00garbage") }, "Claims", "the claim on slot 0 cannot be read", "mend or remove "},
		{"an open file", func(t *testing.T, in *instance) {
			if err := os.Chmod(filepath.Join(in.dir, envFile), 0o644); err != nil {
				t.Fatal(err)
			}
		}, "Files", ".env.sandbox has mode 0644", "chmod 600 .env.sandbox"},
		{"an image to pull", setTo("KTRDR_DB_IMAGE", "localhost/no/such/image:1"), "Images", "localhost/no/such/image:1 not pulled yet", "mage sandbox:up"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			in := newBareInstance(t)
			test.spoil(t, in)
			if f := finding(t, examined(t, in, 0), test.subject); f.Status != report.FindingWarning || !strings.Contains(f.Message, test.says) || !strings.HasPrefix(f.Cure, test.cure) {
				t.Errorf("got %+v", f)
			}
		})
	}
}

// claims writes a file into the folder of the claims.
func (in *instance) claims(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(filepath.Dir(in.dir), "home", name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestDoctorOfAMachineThatCannotWrite(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		strict.Skip(t, "only root can mount a file system")
	}
	for _, test := range []struct{ name, mount, place, subject, says, cure string }{
		{"a read-only home", "mount -t tmpfs -o ro none", "home", "Home", "read-only file system", "make %s writable for you"},
		{"a full home", "mount -t tmpfs -o size=4k none", "home", "Home", "no space left on device", "free some space on the disk of %s"},
		{"a read-only directory", "mount -t tmpfs -o ro none", "directory", "Files", "read-only file system", "make %s writable for you"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			in := newDirectory(t)
			place := map[string]string{"home": filepath.Join(filepath.Dir(in.dir), "home"), "directory": in.dir}[test.place]
			in.insideMount(t, test.mount, place)
			found := examined(t, in, 1)
			if f := finding(t, found, test.subject); !strings.Contains(f.Message, test.says) || f.Cure != fmt.Sprintf(test.cure, place) || len(problemSubjects(found)) != 1 {
				t.Errorf("got %+v, problems with %q", f, problemSubjects(found))
			}
		})
	}
}
