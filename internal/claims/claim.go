// Package claims records which slot, ports and volumes belong to which instance,
// in files that every worktree of a user shares.
package claims

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile"
	"github.com/seed-491dada8/sandbox/ports"
)

// Claim records that a slot and an id belong to a directory. It is only a record: the
// directory's own [instance.File] and the objects on the engine decide.
type Claim struct {
	Slot    int
	ID      string
	Dir     string          // absolute
	Created time.Time       // in whole seconds, UTC
	Host    string          // the machine that publishes the ports; "" for this one
	Engine  instance.Engine // as named in the instance's file
	// Former holds the instance's earlier directories.
	Former []string
	// Repository is the repository within which slots are numbered, in the form that
	// [OpenRepository] takes. It is "" if slots are numbered for the whole host.
	Repository string
	// Root is the top of the git worktree that contains Dir; "" outside git.
	Root string
	// GitDir is git's administrative directory for that worktree. It stays the same
	// when the worktree is moved. It is "" if unknown.
	GitDir string
	// Worktree is set if `sandbox:create` made the directory.
	Worktree bool
	// Key is the random value on the instance's containers and volumes. It is "" in a
	// claim of version 0.1.
	Key string
	// Owner is the user and machine that made the claim, as user@host.
	Owner string
	// Ports are the instance's published ports.
	Ports []int
	// Volumes names the volumes that existed before the instance's first start. They
	// belong to the instance but do not bear its key.
	Volumes []string
	// Anonymous names the anonymous volumes of containers that the instance has
	// removed.
	Anonymous []string
	// Mark distinguishes this claim from earlier claims of the same directory and id.
	// [Register.Release] gives a slot back only if the marks match.
	Mark string
}

// Move changes the claimed directory and records the old one in Former.
func (c *Claim) Move(dir string) {
	if c.Dir != dir && c.Dir != "" && !slices.Contains(c.Former, c.Dir) {
		c.Former = append(slices.Clone(c.Former), c.Dir)
	}
	c.Dir = dir
}

// claimVersion is the version of the file format. Files of later versions are
// refused.
const claimVersion = 2

// marshal returns the content of a claim's file.
func (c Claim) marshal() (string, error) {
	v := c.Engine.Variables()
	v["CLAIM_VERSION"], v["SLOT_NUMBER"] = strconv.Itoa(claimVersion), strconv.Itoa(c.Slot)
	v["INSTANCE_ID"], v["DIRECTORY"], v["HOST"] = c.ID, c.Dir, c.Host
	v["CREATED_AT"] = c.Created.UTC().Format(time.RFC3339)
	if c.Worktree {
		v["WORKTREE"] = "created"
	}
	for name, value := range map[string]string{
		"MARK": c.Mark, "ROOT": c.Root, "GIT_DIR": c.GitDir, "KEY": c.Key, "OWNER": c.Owner, "REPOSITORY": c.Repository, "PORTS": joinPorts(c.Ports),
		"FORMER_DIRECTORIES": joinPaths(c.Former),
		"VOLUMES":            strings.Join(c.Volumes, " "), "ANONYMOUS_VOLUMES": strings.Join(c.Anonymous, " "),
	} {
		if value != "" {
			v[name] = value
		}
	}
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(v)) {
		line, err := instance.Line(name, v[name])
		if err != nil {
			return "", err
		}
		text.WriteString(line + "\n")
	}
	return text.String(), nil
}

// released returns the content of a slot's file after the slot was given back.
func released(slot int) string {
	return fmt.Sprintf("CLAIM_VERSION=%d\nSLOT_NUMBER=%d\n", claimVersion, slot)
}

// maxClaim is the size above which a file cannot be a claim, in bytes.
const maxClaim = 64 << 10

// readClaim reads a claim's file. It returns nil if the slot was given back.
func readClaim(path string) (*Claim, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxClaim { // a dangling link would read as a missing file; a pipe never ends
		return nil, errors.New("it is not a regular file of at most 64 KiB")
	}
	content, err := textfile.Read(path)
	if err != nil {
		return nil, err
	}
	v, err := instance.Parse(string(content))
	if err != nil {
		return nil, err
	}
	if version, err := strconv.Atoi(v["CLAIM_VERSION"]); v["CLAIM_VERSION"] != "" && (err != nil || version > claimVersion) {
		return nil, errors.New("a later version of this program wrote it")
	}
	slot, err := strconv.Atoi(v["SLOT_NUMBER"])
	if err == nil {
		err = ports.Scheme{}.ValidSlot(slot) // the scheme's upper bound is not known here
	}
	if err != nil {
		return nil, fmt.Errorf("SLOT_NUMBER is %q", v["SLOT_NUMBER"])
	}
	if v["INSTANCE_ID"] == "" && v["CLAIM_VERSION"] != "" {
		return nil, nil
	}
	created, err := time.Parse(time.RFC3339, v["CREATED_AT"])
	if err != nil { // version 0.1 recorded no date
		created = info.ModTime().UTC().Truncate(time.Second)
	}
	if err := instance.ValidID(v["INSTANCE_ID"]); err != nil {
		return nil, err
	}
	if v["KEY"] != "" && instance.ValidKey(v["KEY"]) != nil {
		return nil, errors.New("KEY is not a key")
	}
	numbers, err := splitPorts(v["PORTS"])
	if err != nil {
		return nil, err
	}
	return &Claim{
		Slot: slot, ID: v["INSTANCE_ID"], Dir: v["DIRECTORY"], Former: splitPaths(v["FORMER_DIRECTORIES"]), Created: created,
		Host: v["HOST"], Engine: instance.EngineOf(v), Root: v["ROOT"], GitDir: v["GIT_DIR"], Worktree: v["WORKTREE"] != "", Mark: v["MARK"],
		Key: v["KEY"], Owner: v["OWNER"], Repository: v["REPOSITORY"], Ports: numbers,
		Volumes: fields(v["VOLUMES"]), Anonymous: fields(v["ANONYMOUS_VOLUMES"]),
	}, nil
}

func joinPorts(numbers []int) string {
	return strings.Trim(fmt.Sprint(numbers), "[]")
}

func splitPorts(text string) (numbers []int, err error) {
	for _, word := range strings.Fields(text) {
		number, err := strconv.Atoi(word)
		if err != nil || number < 1 || number > 65535 {
			return nil, fmt.Errorf("PORTS holds %q", word)
		}
		numbers = append(numbers, number)
	}
	return numbers, nil
}

// joinPaths joins escaped paths with spaces.
func joinPaths(paths []string) string {
	var words []string
	for _, path := range paths {
		words = append(words, url.PathEscape(path))
	}
	return strings.Join(words, " ")
}

// splitPaths reverses joinPaths. It omits words that are not paths.
func splitPaths(text string) (paths []string) {
	for _, word := range strings.Fields(text) {
		if path, err := url.PathUnescape(word); err == nil {
			paths = append(paths, path)
		}
	}
	return paths
}

// fields returns the words of text, or nil if it has none.
func fields(text string) []string {
	if words := strings.Fields(text); len(words) > 0 {
		return words
	}
	return nil
}
