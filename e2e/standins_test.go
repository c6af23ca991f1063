//go:build e2e

package e2e

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofrs/flock"
)

// standIn is an image that replaces a published one, under its name, on an engine that
// does not have it. Its folder in testdata/standins has the Dockerfile, whose folder root
// gets programs of this machine with their libraries.
type standIn struct {
	published string // as the Compose files of the examples name it
	folder    string
	programs  []string
	prepare   func(t *testing.T, root string) // adds other files
}

var standIns = []standIn{
	{published: "alpine:3.22", folder: "alpine", programs: []string{busybox}},
	{published: "nginx:1.28-alpine", folder: "nginx", programs: []string{busybox, "/usr/sbin/nginx"}},
	{published: "redis:7-alpine", folder: "redis", programs: []string{busybox, redisServer}},
	{published: "mariadb:11", folder: "mariadb", programs: []string{busybox, "/usr/sbin/mariadbd", "/usr/bin/mariadb"}, prepare: installMariaDB},
	{published: "nats:2.11-alpine", folder: "nats", prepare: buildNATS},
}

const busybox = "/bin/busybox" // of busybox-static, which needs no libraries

func installMariaDB(t *testing.T, root string) {
	const messages = "/usr/share/mysql/english"
	if err := os.CopyFS(filepath.Join(root, messages), os.DirFS(messages)); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(root, "var/lib/mysql")
	if output, err := client(t, "/usr/bin/mariadb-install-db", "--no-defaults", "--user=root", "--skip-test-db", "--innodb-log-file-size=4M", "--datadir="+data); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
}

func buildNATS(t *testing.T, root string) {
	program := buildServer(t, "github.com/nats-io/nats-server/v2")
	install(t, program, filepath.Join(root, "usr/bin/nats-server"))
	installLibraries(t, program, root)
}

// provideImages builds the stand-ins of images that the engine does not have, and
// removes them when the test ends. Other runs of the suite wait meanwhile.
func provideImages(t *testing.T) {
	t.Helper()
	lock := flock.New(filepath.Join(suite.slots.dir, "images"))
	if err := lock.Lock(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lock.Close() })
	provide(t, "postgres:16-alpine", func() { mustDocker(t, "tag", databaseImage(t), "postgres:16-alpine") })
	for _, image := range standIns {
		provide(t, image.published, func() { image.build(t) })
	}
}

// provide makes an image if the engine does not have it. The image is removed when the
// test ends.
func provide(t *testing.T, image string, make func()) {
	t.Helper()
	if mustDocker(t, "images", "--quiet", image) != "" {
		return
	}
	make()
	t.Cleanup(func() { mustDocker(t, "image", "rm", image) })
}

func (s standIn) build(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	root := filepath.Join(dir, "root")
	if err := errors.Join(os.CopyFS(dir, os.DirFS(filepath.Join("testdata/standins", s.folder))), os.Mkdir(root, 0o755)); err != nil {
		t.Fatal(err)
	}
	for _, program := range s.programs {
		install(t, debian(t, program), filepath.Join(root, program))
		installLibraries(t, program, root)
	}
	if s.prepare != nil {
		s.prepare(t, root)
	}
	mustDocker(t, "build", "--quiet", "--network", "none", "--tag", s.published, dir)
}

// installLibraries copies the libraries that a program needs.
func installLibraries(t *testing.T, program, root string) {
	t.Helper()
	lines, err := exec.CommandContext(t.Context(), "ldd", program).CombinedOutput()
	if err != nil && !strings.Contains(string(lines), "not a dynamic executable") {
		t.Fatalf("ldd %s: %v\n%s", program, err, lines)
	}
	for word := range strings.FieldsSeq(string(lines)) {
		if filepath.IsAbs(word) {
			install(t, word, filepath.Join(root, word))
		}
	}
}

// install copies a program or library.
func install(t *testing.T, from, to string) {
	t.Helper()
	content, err := os.ReadFile(from)
	if err == nil {
		err = errors.Join(os.MkdirAll(filepath.Dir(to), 0o755), os.WriteFile(to, content, fs.FileMode(0o755)))
	}
	if err != nil {
		t.Fatal(err)
	}
}
