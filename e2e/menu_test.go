//go:build e2e

package e2e

import (
	"bytes"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// menuTargets returns the targets of `mage -l`, each with its sentence.
func menuTargets(t *testing.T) map[string]string {
	t.Helper()
	r := goTool(t, ".", "-l")
	r.exits(t, 0)
	targets := make(map[string]string)
	for _, match := range regexp.MustCompile(`(?m)^  ([\w:]+)\*? +(\S.*)$`).FindAllStringSubmatch(r.stdout, -1) {
		targets[match[1]] = match[2]
	}
	if len(targets) < 10 {
		t.Fatalf("only %d targets are listed\n%s", len(targets), r)
	}
	return targets
}

func TestEveryTargetHasOneSentenceAndHelp(t *testing.T) {
	for name, sentence := range menuTargets(t) {
		if !strings.HasSuffix(sentence, ".") || strings.Contains(sentence, ". ") || len(sentence) > 120 {
			t.Errorf("%s is not explained by one sentence: %s", name, sentence)
		}
		help := goTool(t, ".", "-h", name)
		help.exits(t, 0)
		help.shows(t, "Exit codes: 0 ", "Usage:")
		if strings.HasPrefix(name, "sandbox:") {
			help.shows(t, "\n\tmage "+name, "Usage:")
		}
		for flag := range strings.Lines(help.stdout) {
			if regexp.MustCompile(`^\t-\w+=<\w+>\s*$`).MatchString(flag) {
				t.Errorf("%s does not explain %s", name, flag)
			}
		}
	}
}

func TestMakeReachesEveryTargetAndPassesItsFlags(t *testing.T) {
	menu := makeCommand(t, "help")
	for name := range menuTargets(t) {
		dashed := strings.ReplaceAll(name, ":", "-")
		if !regexp.MustCompile(`(?m)^  ` + dashed + ` +\S`).MatchString(menu) {
			t.Errorf("make help does not list %s\n%s", dashed, menu)
		}
		if got, want := makeCommand(t, "-n", dashed, `ARGS=-a=1 -b="2 3"`), "go tool mage "+name+` -a=1 -b="2 3"`+"\n"; got != want {
			t.Errorf("make %s runs %q, want %q", dashed, got, want)
		}
	}
	for _, short := range []string{"init", "up", "gate", "status", "logs", "down"} {
		if got, want := makeCommand(t, "-n", short, "ARGS=-x"), "go tool mage sandbox:"+short+" -x\n"; got != want {
			t.Errorf("make %s runs %q, want %q", short, got, want)
		}
	}
}

func makeCommand(t *testing.T, args ...string) string {
	t.Helper()
	var stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "make", args...)
	cmd.Dir, cmd.Env, cmd.Stderr = suite.root, suite.env, &stderr
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("make %s: %v\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return string(text)
}

func TestAliasesTakeFlags(t *testing.T) {
	in := newDirectory(t)
	for alias, flag := range map[string]string{"up": "-timeout=soon", "gate": "-timeout=soon", "logs": "-since=yesterday", "status": "", "down": "-yes"} {
		args := strings.Fields(alias + " " + flag)
		r := in.run(t, args...)
		r.exits(t, 1)
		if flag != "" && flag != "-yes" {
			r.complains(t, flag[:strings.Index(flag, "=")])
		} else {
			r.complains(t, "Not in a sandbox directory")
		}
	}
}

func TestMageWithoutATargetShowsTheOverview(t *testing.T) {
	nowhere := newDirectory(t).run(t)
	nowhere.exits(t, 0)
	nowhere.shows(t, "Instance:  none yet", "Next:", "mage sandbox:init sandbox:up")

	in := healthy(t)
	up := in.run(t)
	up.exits(t, 0)
	up.shows(t, "Directory: ", "Instance:  "+in.id+" (slot ", "Status:    running (", "mage sandbox:status")

	away := in.exporting("PATH=/nonexistent").run(t)
	away.exits(t, 0)
	away.shows(t, "Status:    unknown: there is no docker command here")
}

func TestTheOverviewFollowsTheState(t *testing.T) {
	in := newBareInstance(t)
	fresh := in.run(t)
	fresh.exits(t, 0)
	fresh.shows(t, "Status:    not started", "mage sandbox:up")

	in.set(t, "DOCKER_HOST", "tcp://127.0.0.1:1")
	gone := in.run(t)
	gone.exits(t, 0)
	gone.shows(t, "Status:    unknown: the Docker engine does not answer")

	in.write(t, envFile, "SLOT_NUMBER=many\n")
	broken := in.run(t)
	broken.exits(t, 0)
	broken.shows(t, "Instance:  unreadable: ", "SLOT_NUMBER", "mage sandbox:doctor")
}
