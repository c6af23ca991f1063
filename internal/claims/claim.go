// Package claims records which slot, ports and volumes belong to which instance,
// in files that every worktree of a user shares.
package claims

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile"
	"github.com/seed-491dada8/sandbox/ports"
)

// Claim is the record that a slot and an id belong to a directory. It is a
// help: the directory's own [instance.File] and what runs on the engine are the truth.
type Claim struct {
	Slot    int
	ID      string
	Dir     string          // absolute
	Created time.Time       // to the second, UTC
	Host    string          // that publishes the ports; "" for this machine
	Engine  instance.Engine // as the instance names it
	// Root is the top of the git worktree that Dir is in, "" for none.
	Root string
	// GitDir is git's own directory for that worktree, which stays when the worktree
	// is moved; "" if it is not known.
	GitDir string
	// Worktree says that `sandbox:create` made the directory.
	Worktree bool
	// Key is the instance's own random value, which its containers and volumes
	// bear; "" for a claim of version 0.1.
	Key string
	// Owner is the user and the machine that made the claim, as user@host.
	Owner string
	// Ports are the published ports of the instance.
	Ports []int
	// Volumes are the names of volumes that belong to the instance although they
	// do not bear its key: they existed before its first start.
	Volumes []string
	// Anonymous are the names of anonymous volumes whose containers the instance
	// has removed.
	Anonymous []string
	// Mark tells the claim from another one of the same directory and id: only
	// whoever made or read it can give it back.
	Mark string
}

// claimVersion is that of the format. A later one may mean what this program
// does not know.
const claimVersion = 2

// marshal is the content of a claim's file.
func (c Claim) marshal() (string, error) {
	v := c.Engine.Variables()
	v["CLAIM_VERSION"], v["SLOT_NUMBER"] = strconv.Itoa(claimVersion), strconv.Itoa(c.Slot)
	v["INSTANCE_ID"], v["DIRECTORY"], v["HOST"] = c.ID, c.Dir, c.Host
	v["CREATED_AT"] = c.Created.UTC().Format(time.RFC3339)
	if c.Worktree {
		v["WORKTREE"] = "created"
	}
	for name, value := range map[string]string{
		"MARK": c.Mark, "ROOT": c.Root, "GIT_DIR": c.GitDir, "KEY": c.Key, "OWNER": c.Owner, "PORTS": joinPorts(c.Ports),
		"VOLUMES": strings.Join(c.Volumes, " "), "ANONYMOUS_VOLUMES": strings.Join(c.Anonymous, " "),
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

// released is the content of the file of a slot that was given back.
func released(slot int) string {
	return fmt.Sprintf("CLAIM_VERSION=%d\nSLOT_NUMBER=%d\n", claimVersion, slot)
}

// maxClaim is more than a claim's file can have, in bytes.
const maxClaim = 64 << 10

// readClaim reads a claim's file; nil if the slot was given back.
func readClaim(path string) (*Claim, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxClaim { // a link that leads nowhere would seem to be gone, and a pipe has no end
		return nil, errors.New("it is none of this program's files")
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
		return nil, errors.New("it is of a later version of this program")
	}
	slot, err := strconv.Atoi(v["SLOT_NUMBER"])
	if err == nil {
		err = ports.Scheme{}.ValidSlot(slot) // the stack is not known here
	}
	if err != nil {
		return nil, fmt.Errorf("SLOT_NUMBER is %q", v["SLOT_NUMBER"])
	}
	if v["INSTANCE_ID"] == "" && v["CLAIM_VERSION"] != "" {
		return nil, nil
	}
	created, err := time.Parse(time.RFC3339, v["CREATED_AT"])
	if err != nil { // version 0.1 wrote none
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
		Slot: slot, ID: v["INSTANCE_ID"], Dir: v["DIRECTORY"], Created: created,
		Host: v["HOST"], Engine: instance.EngineOf(v), Root: v["ROOT"], GitDir: v["GIT_DIR"], Worktree: v["WORKTREE"] != "", Mark: v["MARK"],
		Key: v["KEY"], Owner: v["OWNER"], Ports: numbers,
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

// fields returns the words of text, nil for none.
func fields(text string) []string {
	if words := strings.Fields(text); len(words) > 0 {
		return words
	}
	return nil
}
