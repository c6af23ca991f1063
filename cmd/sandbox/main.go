// Code generated from magefile.go by `mage generate`. DO NOT EDIT.

//lint:file-ignore SA4017 mage's template

package main

import (
	_context "context"
	_flag "flag"
	_fmt "fmt"
	machine_mageimport "github.com/seed-491dada8/sandbox/cmd/sandbox/machine"
	shells_mageimport "github.com/seed-491dada8/sandbox/cmd/sandbox/shells"
	targets_mageimport "github.com/seed-491dada8/sandbox/targets"
	targets_mageimport1 "github.com/seed-491dada8/sandbox/targets"
	_io "io"
	_log "log"
	_os "os"
	_signal "os/signal"
	_filepath "path/filepath"
	_sort "sort"
	_strconv "strconv"
	_strings "strings"
	_syscall "syscall"
	_tabwriter "text/tabwriter"
	_time "time"
)

// runTargets is mage's main function.
func runTargets() {
	// Use local types and functions in order to avoid name conflicts with additional magefiles.
	type arguments struct {
		Verbose bool           // print out log statements
		List    bool           // print out a list of targets
		Help    bool           // print out help for a specific target
		Timeout _time.Duration // set a timeout to running the targets
		Args    []string       // args contain the non-flag command-line arguments
	}

	parseBool := func(env string) bool {
		val := _os.Getenv(env)
		if val == "" {
			return false
		}
		b, err := _strconv.ParseBool(val)
		if err != nil {
			_log.Printf("warning: environment variable %s is not a valid bool value: %v", env, val)
			return false
		}
		return b
	}

	parseDuration := func(env string) _time.Duration {
		val := _os.Getenv(env)
		if val == "" {
			return 0
		}
		d, err := _time.ParseDuration(val)
		if err != nil {
			_log.Printf("warning: environment variable %s is not a valid duration value: %v", env, val)
			return 0
		}
		return d
	}
	args := arguments{}
	fs := _flag.FlagSet{}
	fs.SetOutput(_os.Stdout)

	// default flag set with ExitOnError and auto generated PrintDefaults should be sufficient
	fs.BoolVar(&args.Verbose, "v", parseBool("MAGEFILE_VERBOSE"), "show verbose output when running targets")
	fs.BoolVar(&args.List, "l", parseBool("MAGEFILE_LIST"), "list targets for this binary")
	fs.BoolVar(&args.Help, "h", parseBool("MAGEFILE_HELP"), "print out help for a specific target")
	fs.DurationVar(&args.Timeout, "t", parseDuration("MAGEFILE_TIMEOUT"), "timeout in duration parsable format (e.g. 5m30s)")
	fs.Usage = func() {
		_fmt.Fprintf(_os.Stdout, `
%s [options] [target]

Commands:
  -l    list targets in this binary
  -h    show this help

Options:
  -h    show description of a target
  -t <string>
        timeout in duration parsable format (e.g. 5m30s)
  -v    show verbose output when running targets
 `[1:], _filepath.Base(_os.Args[0]))
	}
	if err := fs.Parse(_os.Args[1:]); err != nil {
		// flag will have printed out an error already.
		return
	}
	args.Args = fs.Args()
	if args.Help && len(args.Args) == 0 {
		fs.Usage()
		return
	}

	var printName = func(str string) string {
		// color is ANSI color type
		type color int

		// If you add/change/remove any items in this constant,
		// you will need to run "stringer -type=color" in this directory again.
		// NOTE: Please keep the list in an alphabetical order.
		const (
			black color = iota
			red
			green
			yellow
			blue
			magenta
			cyan
			white
			brightblack
			brightred
			brightgreen
			brightyellow
			brightblue
			brightmagenta
			brightcyan
			brightwhite
		)

		// AnsiColor are ANSI color codes for supported terminal colors.
		var ansiColor = map[color]string{
			black:         "\u001b[30m",
			red:           "\u001b[31m",
			green:         "\u001b[32m",
			yellow:        "\u001b[33m",
			blue:          "\u001b[34m",
			magenta:       "\u001b[35m",
			cyan:          "\u001b[36m",
			white:         "\u001b[37m",
			brightblack:   "\u001b[30;1m",
			brightred:     "\u001b[31;1m",
			brightgreen:   "\u001b[32;1m",
			brightyellow:  "\u001b[33;1m",
			brightblue:    "\u001b[34;1m",
			brightmagenta: "\u001b[35;1m",
			brightcyan:    "\u001b[36;1m",
			brightwhite:   "\u001b[37;1m",
		}

		const colorName = "blackredgreenyellowbluemagentacyanwhitebrightblackbrightredbrightgreenbrightyellowbrightbluebrightmagentabrightcyanbrightwhite"

		var colorIndex = [...]uint8{0, 5, 8, 13, 19, 23, 30, 34, 39, 50, 59, 70, 82, 92, 105, 115, 126}

		colorToLowerString := func(i color) string {
			if i < 0 || i >= color(len(colorIndex)-1) {
				return "color(" + _strconv.FormatInt(int64(i), 10) + ")"
			}
			return colorName[colorIndex[i]:colorIndex[i+1]]
		}

		// ansiColorReset is an ANSI color code to reset the terminal color.
		const ansiColorReset = "\033[0m"

		// defaultTargetAnsiColor is a default ANSI color for colorizing targets.
		// It is set to Cyan as an arbitrary color, because it has a neutral meaning
		var defaultTargetAnsiColor = ansiColor[cyan]

		getAnsiColor := func(color string) (string, bool) {
			colorLower := _strings.ToLower(color)
			for k, v := range ansiColor {
				colorConstLower := colorToLowerString(k)
				if colorConstLower == colorLower {
					return v, true
				}
			}
			return "", false
		}

		// Terminals which  don't support color:
		//
		//	TERM=vt100
		//	TERM=cygwin
		//	TERM=xterm-mono
		var noColorTerms = map[string]bool{
			"vt100":      false,
			"cygwin":     false,
			"xterm-mono": false,
		}

		// terminalSupportsColor checks if the current console supports color output
		//
		// Supported:
		//
		//	linux, mac, or windows's ConEmu, Cmder, putty, git-bash.exe, pwsh.exe
		//
		// Not supported:
		//
		//	windows cmd.exe, powerShell.exe
		terminalSupportsColor := func() bool {
			envTerm := _os.Getenv("TERM")
			if _, ok := noColorTerms[envTerm]; ok {
				return false
			}
			return true
		}

		// enableColor reports whether the user has requested to enable a color output.
		enableColor := func() bool {
			b, _ := _strconv.ParseBool(_os.Getenv("MAGEFILE_ENABLE_COLOR"))
			return b
		}

		// targetColor returns the ANSI color which should be used to colorize targets.
		targetColor := func() string {
			s, exists := _os.LookupEnv("MAGEFILE_TARGET_COLOR")
			if exists {
				if c, ok := getAnsiColor(s); ok {
					return c
				}
			}
			return defaultTargetAnsiColor
		}

		// store the color terminal variables, so that the detection isn't repeated for each target
		var enableColorValue = enableColor() && terminalSupportsColor()
		var targetColorValue = targetColor()

		if enableColorValue {
			return _fmt.Sprintf("%s%s%s", targetColorValue, str, ansiColorReset)
		}

		return str
	}

	list := func() error {

		targets := map[string]string{
			"setup":      "installs Docker and Compose where they are missing, or says what to install.",
			"completion": "prints a script for bash, zsh or fish that completes targets, flags, services and instances.",
			"adopt":      "shows what would be derived from the Compose file: ports, checks, what is shared, what is to be decided.",
			"compose":    "passes one quoted line of arguments to docker compose for this instance, connected to this terminal.",
			"create":     "makes a git worktree beside the repository, ../<repo>--<name>, and an instance in it.",
			"destroy":    "removes an instance: containers, volumes, claim, .env.sandbox, and the worktree that create made.",
			"doctor":     "checks everything that a start needs of this machine and of this instance, and names the cure of each problem.",
			"down":       "stops the stack and removes its containers; the data stays unless -volumes is given.",
			"env":        "shows the instance's variables for a shell: eval \"$(sandbox env)\" leads docker compose here.",
			"gate":       "reports whether the running stack is ready, and starts nothing.",
			"init":       "makes this directory a sandbox instance: it picks a slot and writes .env.sandbox.",
			"list":       "shows every instance on this machine, with what deleted worktrees left behind.",
			"logs":       "shows the services' logs; Ctrl-C ends it cleanly.",
			"overview*":  "shows which instance this directory is, whether it is up, and what to do next.",
			"path":       "shows the directory of an instance on one line, for cd \"$(sandbox path feat-x)\".",
			"prune":      "removes what deleted worktrees left behind: claims, containers and volumes; it lists them and asks.",
			"restore":    "replaces the instance's data with that of a snapshot, and asks first.",
			"shell":      "runs a shell in a service, on this terminal: bash if the service has it, otherwise sh.",
			"snapshot":   "saves a copy of the instance's data under a name.",
			"snapshots":  "lists the snapshots of this repository, also those of destroyed instances.",
			"status":     "shows the instance, its containers, and every URL with its live state.",
			"timings":    "shows how long the last starts took, check by check.",
			"up":         "starts the stack and waits until the Startability Gate has a verdict.",
		}

		keys := make([]string, 0, len(targets))
		for name := range targets {
			keys = append(keys, name)
		}
		_sort.Strings(keys)

		_fmt.Println("Targets:")
		w := _tabwriter.NewWriter(_os.Stdout, 0, 4, 4, ' ', 0)
		for _, name := range keys {
			_fmt.Fprintf(w, "  %v\t%v\n", printName(name), targets[name])
		}
		err := w.Flush()
		if err == nil {
			_fmt.Println("\n* default target")
		}
		return err
	}

	var ctx _context.Context
	ctxCancel := func() {}

	// by deferring in a closure, we let the cancel function get replaced
	// by the getContext function.
	defer func() {
		ctxCancel()
	}()

	getContext := func() (_context.Context, func()) {
		if ctx == nil {
			if args.Timeout != 0 {
				ctx, ctxCancel = _context.WithTimeout(_context.Background(), args.Timeout)
			} else {
				ctx, ctxCancel = _context.WithCancel(_context.Background())
			}
		}

		return ctx, ctxCancel
	}

	runTarget := func(logger *_log.Logger, fn func(_context.Context) error) interface{} {
		var err interface{}
		ctx, cancel := getContext()
		d := make(chan interface{})
		go func() {
			defer func() {
				err := recover()
				d <- err
			}()
			err := fn(ctx)
			d <- err
		}()
		sigCh := make(chan _os.Signal, 1)
		_signal.Notify(sigCh, _syscall.SIGINT)
		select {
		case <-sigCh:
			logger.Println("cancelling sandbox targets, waiting up to 5 seconds for cleanup...")
			cancel()
			cleanupCh := _time.After(5 * _time.Second)

			select {
			// target exited by itself
			case err = <-d:
				return err
			// cleanup timeout exceeded
			case <-cleanupCh:
				return _fmt.Errorf("cleanup timeout exceeded")
			// second SIGINT received
			case <-sigCh:
				logger.Println("exiting sandbox")
				return _fmt.Errorf("exit forced")
			}
		case <-ctx.Done():
			cancel()
			e := ctx.Err()
			_fmt.Printf("ctx err: %v\n", e)
			return e
		case err = <-d:
			// we intentionally don't cancel the context here, because
			// the next target will need to run with the same _context.
			return err
		}
	}
	// This is necessary in case there aren't any targets, to avoid an unused
	// variable error.
	_ = runTarget

	handleError := func(logger *_log.Logger, err interface{}) {
		if err != nil {
			logger.Printf("Error: %+v\n", err)
			type code interface {
				ExitStatus() int
			}
			if c, ok := err.(code); ok {
				_os.Exit(c.ExitStatus())
			}
			_os.Exit(1)
		}
	}
	_ = handleError

	// Set MAGEFILE_VERBOSE so mg.Verbose() reflects the flag value.
	if args.Verbose {
		_os.Setenv("MAGEFILE_VERBOSE", "1")
	} else {
		_os.Setenv("MAGEFILE_VERBOSE", "0")
	}

	_log.SetFlags(0)
	if !args.Verbose {
		_log.SetOutput(_io.Discard)
	}
	logger := _log.New(_os.Stderr, "", 0)
	if args.List {
		if err := list(); err != nil {
			_log.Println(err)
			_os.Exit(1)
		}
		return
	}

	if args.Help {
		if len(args.Args) < 1 {
			logger.Println("no target specified")
			_os.Exit(2)
		}
		switch _strings.ToLower(args.Args[0]) {
		case "setup":
			_fmt.Println("Setup installs Docker and Compose where they are missing, or says what to install.\n\nIt installs on Debian as root, and changes nothing elsewhere.\n\nExit codes: 0 nothing is missing any more; 1 something is.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox setup\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "completion":
			_fmt.Println("Completion prints a script for bash, zsh or fish that completes targets, flags, services and instances.\n\n\tsource <(sandbox completion bash)\n\tsource <(sandbox completion zsh)\n\tsandbox completion fish | source\n\nExit codes: 0 printed; 1 there is none for this shell.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox completion <shell>\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "sandbox:adopt":
			_fmt.Println("Adopt shows what would be derived from the Compose file: ports, checks, what is shared, what is to be decided.\n\nIt needs neither an instance nor a Docker engine. It never changes a Compose file, nor a file that exists and is not its own.\n\n\tsandbox adopt\n\tsandbox adopt -write\n\tsandbox adopt -write -magefile=tools/sandbox\n\nExit codes: 0 shown, and written if asked; 1 the Compose file cannot be read, or a file is in the way.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox adopt [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-write=<bool>       have git ignore the files of an instance\n\t-magefile=<string>  with -write: a directory such as . or tools/sandbox that gets a magefile in a Go module of its own\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "sandbox:compose":
			_fmt.Println("Compose passes one quoted line of arguments to docker compose for this instance, connected to this terminal.\n\n\tsandbox compose \"exec db psql -U ktrdr\"\n\tsandbox compose \"exec -T db pg_dump -U ktrdr\" > dump.sql\n\nQuotes and backslashes work as in a shell; nothing else is expanded.\n\nExit codes: 0 docker compose succeeded; 1 it failed, there is no instance, or no engine answers.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox compose <arguments> [-instance=<string>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id or the end of it, from any directory; by default the instance in this directory\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "sandbox:create":
			_fmt.Println("Create makes a git worktree beside the repository, ../<repo>--<name>, and an instance in it.\n\nIt checks out the branch of that name. A branch that does not exist is created: it tracks the remote branch of that name, or begins at -from, at -pr, or at HEAD.\n\n\tsandbox create feat-x\n\tsandbox create feature/login -from=origin/main -up\n\tsandbox create review -pr=12\n\tsandbox create feat-y -data=repo\n\tsandbox create feat-x -branch=feature/x -dir=.worktrees/feat-x -slot=3\n\nExit codes: 0 made, and with -up ready; 1 it could not be made, and nothing was changed, or with -up nothing could be tried; 2 made, but not ready; 3 no slot has all its ports free.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox create <worktree> [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-branch=<string>    branch to check out there; by default the name of the worktree\n\t-from=<string>      commit at which a new branch begins, such as v1.2 or origin/main, which is fetched first\n\t-pr=<string>        number of the pull or merge request at which a new branch begins\n\t-dir=<string>       the new directory; inside the repository git must ignore it\n\t-slot=<string>      as with init\n\t-name=<string>      instance id; by default <repo>--<name>\n\t-data=<string>      id of an instance whose data is copied; by default it starts empty\n\t-up=<bool>          start the instance too, as up does\n\t-yes=<bool>         with -up, do not ask before starting the Compose file of a pull request\n\t-progress=<string>  text, or json: one event a line on stderr\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "sandbox:destroy":
			_fmt.Println("Destroy removes an instance: containers, volumes, claim, .env.sandbox, and the worktree that create made.\n\nA worktree that holds work of yours stays, unless you add -force.\n\n\tsandbox destroy\n\tsandbox destroy -instance=repo--feat-x -yes\n\tsandbox destroy -merged\n\nExit codes: 0 removed; 1 it could not be removed, or nobody agreed.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox destroy [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id; by default the instance in this directory\n\t-yes=<bool>         do not ask before deleting\n\t-force=<bool>       discard your work in the worktree, and go on after a before-destroy hook that fails\n\t-merged=<bool>      instead destroy all instances whose branch is merged; lists them and asks; the branches stay\n\t-progress=<string>  text, or json: one event a line on stderr\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "sandbox:doctor":
			_fmt.Println("Doctor checks everything that a start needs of this machine and of this instance, and names the cure of each problem.\n\nIt needs neither an instance nor a Docker engine, and changes nothing.\n\n\tsandbox doctor\n\tsandbox doctor -json\n\nExit codes: 0 there is no problem, though perhaps a warning; 1 there is a problem.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox doctor [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id or the end of it, from any directory; by default the instance in this directory\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "sandbox:down":
			_fmt.Println("Down stops the stack and removes its containers; the data stays unless -volumes is given.\n\n\tsandbox down\n\tsandbox down -volumes -yes\n\tsandbox down -volume=shop_db\n\nExit codes: 0 stopped; 1 it could not be stopped, or nobody agreed to delete the data.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox down [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id or the end of it, from any directory; by default the instance in this directory\n\t-volumes=<bool>     delete the volumes too: the database and all it holds\n\t-volume=<string>    delete these adopted volumes, separated by commas\n\t-yes=<bool>         do not ask before deleting\n\t-progress=<string>  text, or json: one event a line on stderr\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "sandbox:env":
			_fmt.Println("Env shows the instance's variables for a shell: eval \"$(sandbox env)\" leads docker compose here.\n\n\teval \"$(sandbox env)\" && docker compose ps\n\tsandbox env -json -secrets\n\nExit codes: 0 shown; 1 there is no instance, or its Compose file is invalid. It needs no engine.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox env [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id or the end of it, from any directory; by default the instance in this directory\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\t-secrets=<bool>     show the secrets too: the password of the database\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "sandbox:gate":
			_fmt.Println("Gate reports whether the running stack is ready, and starts nothing.\n\n\tsandbox gate\n\tsandbox gate -timeout=10s\n\nExit codes: 0 ready; 1 nothing could be tried; 2 not ready, or never started.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox gate [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id or the end of it, from any directory; by default the instance in this directory\n\t-timeout=<string>   how long to wait, such as 90s, 2m or 120 (seconds); 120s by default\n\t-progress=<string>  text, or json: one event a line on stderr\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "sandbox:init":
			_fmt.Println("Init makes this directory a sandbox instance: it picks a slot and writes .env.sandbox.\n\nIt needs no Docker engine without -data. On an instance it changes nothing.\n\n\tsandbox init\n\tsandbox init -slot=3 -name=feat-x\n\tsandbox init -data=shop\n\tsandbox init -adopt-volumes\n\nExit codes: 0 it is an instance; 1 it cannot be made one; 3 no slot has all its ports free.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox init [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-slot=<string>        0 to 40; by default the lowest from 1 whose ports are free\n\t-name=<string>        instance id; by default the name of the directory\n\t-data=<string>        id of an instance whose data is copied; by default it starts empty\n\t-adoptVolumes=<bool>  use the existing volumes of its project\n\t-yes=<bool>           do not ask before using them\n\t-progress=<string>    text, or json: one event a line on stderr\n\t-json=<bool>          write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "sandbox:list":
			_fmt.Println("List shows every instance on this machine, with what deleted worktrees left behind.\n\n\tsandbox list\n\tsandbox list -watch -memory\n\tsandbox list -json\n\nExit codes: 0 shown, with or without an engine that answers; 1 nothing could be read.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox list [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-memory=<bool>  show the memory that the containers use; takes about two seconds\n\t-watch=<bool>   show it again every second, until Ctrl-C\n\t-json=<bool>    write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "sandbox:logs":
			_fmt.Println("Logs shows the services' logs; Ctrl-C ends it cleanly.\n\n\tsandbox logs -service=backend,db -tail=20\n\tsandbox logs -follow -since=10m\n\nExit codes: 0 shown, or ended by Ctrl-C; 1 there is no such service, no instance, or no engine answers.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox logs [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id or the end of it, from any directory; by default the instance in this directory\n\t-service=<string>   services, separated by commas; all by default\n\t-follow=<bool>      go on until interrupted\n\t-tail=<string>      lines of each service, or all; 100 by default, all with -since\n\t-since=<string>     only what is newer: 10m, 2h30m, 2026-01-31, 2026-01-31T15:04:05Z\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "sandbox:overview":
			_fmt.Println("Overview shows which instance this directory is, whether it is up, and what to do next.\n\nIt needs neither an instance nor a Docker engine.\n\n\tsandbox\n\tsandbox overview\n\nExit codes: 0 shown.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox overview\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "sandbox:path":
			_fmt.Println("Path shows the directory of an instance on one line, for cd \"$(sandbox path feat-x)\".\n\nThe instance is named by its id or by the end of it: feat-x stands for repo--feat-x.\n\n\tsandbox path feat-x\n\tcd \"$(sandbox path feat-x)\"\n\nExit codes: 0 shown; 1 there is no such instance, or several.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox path <instance> [-json=<bool>]\n\n")
			_fmt.Print("Flags:\n\n\t-json=<bool>  write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "sandbox:prune":
			_fmt.Println("Prune removes what deleted worktrees left behind: claims, containers and volumes; it lists them and asks.\n\nIt keeps everything that is not proven to be theirs, and says why.\n\n\tsandbox prune\n\tsandbox prune -yes\n\nExit codes: 0 removed, or there was nothing to remove; 1 it could not be removed, or nobody agreed.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox prune [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-yes=<bool>         do not ask before deleting\n\t-progress=<string>  text, or json: one event a line on stderr\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "sandbox:restore":
			_fmt.Println("Restore replaces the instance's data with that of a snapshot, and asks first.\n\nAn instance that runs is stopped, and started again: -yes also agrees to the after-up hooks of a pull request.\nThe snapshot may be of another instance of this repository.\n\n\tsandbox restore seeded\n\tsandbox restore seeded -yes\n\nExit codes: 0 restored; 1 not restored, or nobody agreed; 2 and 3 restored, but up failed with that code.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox restore <name> [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-yes=<bool>         do not ask before replacing the data, or before running hooks of a pull request\n\t-instance=<string>  its id; by default the instance in this directory\n\t-progress=<string>  text, or json: one event a line on stderr\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "sandbox:shell":
			_fmt.Println("Shell runs a shell in a service, on this terminal: bash if the service has it, otherwise sh.\n\n\tsandbox shell db\n\tsandbox shell db -instance=feat-x\n\techo 'df -h' | sandbox shell db\n\nOf a service with several containers it takes the first that runs.\n\nExit codes: 0 the session ended, or the script from stdin succeeded; 1 the script failed, the service does not run or has no shell.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox shell <service> [-instance=<string>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id or the end of it, from any directory; by default the instance in this directory\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "sandbox:snapshot":
			_fmt.Println("Snapshot saves a copy of the instance's data under a name.\n\nServices that write to the data are stopped for the copy, and started again. The copy outlives the instance.\n\n\tsandbox snapshot seeded\n\nExit codes: 0 saved; 1 not saved, and there is no snapshot of that name.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox snapshot <name> [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id; by default the instance in this directory\n\t-progress=<string>  text, or json: one event a line on stderr\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "sandbox:snapshots":
			_fmt.Println("Snapshots lists the snapshots of this repository, also those of destroyed instances.\n\n\tsandbox snapshots\n\tsandbox snapshots -delete=seeded\n\nExit codes: 0 shown or deleted; 1 the snapshots could not be read or deleted, or nobody agreed.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox snapshots [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-delete=<string>    name of a snapshot to delete\n\t-yes=<bool>         do not ask before deleting\n\t-progress=<string>  text, or json: one event a line on stderr\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "sandbox:status":
			_fmt.Println("Status shows the instance, its containers, and every URL with its live state.\n\n\tsandbox status\n\tsandbox status -watch\n\tsandbox status -json\n\nExit codes: 0 shown, in whatever state the instance is; 1 there is no instance, or no engine answers.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox status [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id or the end of it, from any directory; by default the instance in this directory\n\t-watch=<bool>       show it again every second, until Ctrl-C\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "sandbox:timings":
			_fmt.Println("Timings shows how long the last starts took, check by check.\n\n\tsandbox timings\n\tsandbox timings -json\n\nExit codes: 0 shown, or there was no start yet; 1 there is no instance, or its history cannot be read.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox timings [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id or the end of it, from any directory; by default the instance in this directory\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "sandbox:up":
			_fmt.Println("Up starts the stack and waits until the Startability Gate has a verdict.\n\nIf the instance runs, Up starts only what is missing. If the start fails, its containers stay, with evidence in .sandbox.\n\n\tsandbox up\n\tsandbox up -build -timeout=5m\n\tsandbox up -nowait\n\tsandbox up -instance=feat-x\n\nExit codes: 0 ready; 1 nothing could be tried; 2 tried, and not ready; 3 a port of the instance is taken.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox up [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id or the end of it, from any directory; by default the instance in this directory\n\t-nowait=<bool>      return once the containers are started, without the gate and the after-up hooks\n\t-build=<bool>       rebuild images, even those that exist\n\t-timeout=<string>   how long the gate waits, such as 90s, 2m or 120 (seconds); 120s by default\n\t-yes=<bool>         in a worktree of a pull request, run its after-up hooks without asking\n\t-progress=<string>  text, or json: one event a line on stderr\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "adopt":
			_fmt.Println("Adopt shows what would be derived from the Compose file: ports, checks, what is shared, what is to be decided.\n\nIt needs neither an instance nor a Docker engine. It never changes a Compose file, nor a file that exists and is not its own.\n\n\tsandbox adopt\n\tsandbox adopt -write\n\tsandbox adopt -write -magefile=tools/sandbox\n\nExit codes: 0 shown, and written if asked; 1 the Compose file cannot be read, or a file is in the way.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox adopt [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-write=<bool>       have git ignore the files of an instance\n\t-magefile=<string>  with -write: a directory such as . or tools/sandbox that gets a magefile in a Go module of its own\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "compose":
			_fmt.Println("Compose passes one quoted line of arguments to docker compose for this instance, connected to this terminal.\n\n\tsandbox compose \"exec db psql -U ktrdr\"\n\tsandbox compose \"exec -T db pg_dump -U ktrdr\" > dump.sql\n\nQuotes and backslashes work as in a shell; nothing else is expanded.\n\nExit codes: 0 docker compose succeeded; 1 it failed, there is no instance, or no engine answers.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox compose <arguments> [-instance=<string>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id or the end of it, from any directory; by default the instance in this directory\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "create":
			_fmt.Println("Create makes a git worktree beside the repository, ../<repo>--<name>, and an instance in it.\n\nIt checks out the branch of that name. A branch that does not exist is created: it tracks the remote branch of that name, or begins at -from, at -pr, or at HEAD.\n\n\tsandbox create feat-x\n\tsandbox create feature/login -from=origin/main -up\n\tsandbox create review -pr=12\n\tsandbox create feat-y -data=repo\n\tsandbox create feat-x -branch=feature/x -dir=.worktrees/feat-x -slot=3\n\nExit codes: 0 made, and with -up ready; 1 it could not be made, and nothing was changed, or with -up nothing could be tried; 2 made, but not ready; 3 no slot has all its ports free.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox create <worktree> [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-branch=<string>    branch to check out there; by default the name of the worktree\n\t-from=<string>      commit at which a new branch begins, such as v1.2 or origin/main, which is fetched first\n\t-pr=<string>        number of the pull or merge request at which a new branch begins\n\t-dir=<string>       the new directory; inside the repository git must ignore it\n\t-slot=<string>      as with init\n\t-name=<string>      instance id; by default <repo>--<name>\n\t-data=<string>      id of an instance whose data is copied; by default it starts empty\n\t-up=<bool>          start the instance too, as up does\n\t-yes=<bool>         with -up, do not ask before starting the Compose file of a pull request\n\t-progress=<string>  text, or json: one event a line on stderr\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "destroy":
			_fmt.Println("Destroy removes an instance: containers, volumes, claim, .env.sandbox, and the worktree that create made.\n\nA worktree that holds work of yours stays, unless you add -force.\n\n\tsandbox destroy\n\tsandbox destroy -instance=repo--feat-x -yes\n\tsandbox destroy -merged\n\nExit codes: 0 removed; 1 it could not be removed, or nobody agreed.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox destroy [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id; by default the instance in this directory\n\t-yes=<bool>         do not ask before deleting\n\t-force=<bool>       discard your work in the worktree, and go on after a before-destroy hook that fails\n\t-merged=<bool>      instead destroy all instances whose branch is merged; lists them and asks; the branches stay\n\t-progress=<string>  text, or json: one event a line on stderr\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "doctor":
			_fmt.Println("Doctor checks everything that a start needs of this machine and of this instance, and names the cure of each problem.\n\nIt needs neither an instance nor a Docker engine, and changes nothing.\n\n\tsandbox doctor\n\tsandbox doctor -json\n\nExit codes: 0 there is no problem, though perhaps a warning; 1 there is a problem.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox doctor [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id or the end of it, from any directory; by default the instance in this directory\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "down":
			_fmt.Println("Down stops the stack and removes its containers; the data stays unless -volumes is given.\n\n\tsandbox down\n\tsandbox down -volumes -yes\n\tsandbox down -volume=shop_db\n\nExit codes: 0 stopped; 1 it could not be stopped, or nobody agreed to delete the data.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox down [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id or the end of it, from any directory; by default the instance in this directory\n\t-volumes=<bool>     delete the volumes too: the database and all it holds\n\t-volume=<string>    delete these adopted volumes, separated by commas\n\t-yes=<bool>         do not ask before deleting\n\t-progress=<string>  text, or json: one event a line on stderr\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "env":
			_fmt.Println("Env shows the instance's variables for a shell: eval \"$(sandbox env)\" leads docker compose here.\n\n\teval \"$(sandbox env)\" && docker compose ps\n\tsandbox env -json -secrets\n\nExit codes: 0 shown; 1 there is no instance, or its Compose file is invalid. It needs no engine.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox env [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id or the end of it, from any directory; by default the instance in this directory\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\t-secrets=<bool>     show the secrets too: the password of the database\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "gate":
			_fmt.Println("Gate reports whether the running stack is ready, and starts nothing.\n\n\tsandbox gate\n\tsandbox gate -timeout=10s\n\nExit codes: 0 ready; 1 nothing could be tried; 2 not ready, or never started.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox gate [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id or the end of it, from any directory; by default the instance in this directory\n\t-timeout=<string>   how long to wait, such as 90s, 2m or 120 (seconds); 120s by default\n\t-progress=<string>  text, or json: one event a line on stderr\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "init":
			_fmt.Println("Init makes this directory a sandbox instance: it picks a slot and writes .env.sandbox.\n\nIt needs no Docker engine without -data. On an instance it changes nothing.\n\n\tsandbox init\n\tsandbox init -slot=3 -name=feat-x\n\tsandbox init -data=shop\n\tsandbox init -adopt-volumes\n\nExit codes: 0 it is an instance; 1 it cannot be made one; 3 no slot has all its ports free.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox init [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-slot=<string>        0 to 40; by default the lowest from 1 whose ports are free\n\t-name=<string>        instance id; by default the name of the directory\n\t-data=<string>        id of an instance whose data is copied; by default it starts empty\n\t-adoptVolumes=<bool>  use the existing volumes of its project\n\t-yes=<bool>           do not ask before using them\n\t-progress=<string>    text, or json: one event a line on stderr\n\t-json=<bool>          write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "list":
			_fmt.Println("List shows every instance on this machine, with what deleted worktrees left behind.\n\n\tsandbox list\n\tsandbox list -watch -memory\n\tsandbox list -json\n\nExit codes: 0 shown, with or without an engine that answers; 1 nothing could be read.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox list [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-memory=<bool>  show the memory that the containers use; takes about two seconds\n\t-watch=<bool>   show it again every second, until Ctrl-C\n\t-json=<bool>    write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "logs":
			_fmt.Println("Logs shows the services' logs; Ctrl-C ends it cleanly.\n\n\tsandbox logs -service=backend,db -tail=20\n\tsandbox logs -follow -since=10m\n\nExit codes: 0 shown, or ended by Ctrl-C; 1 there is no such service, no instance, or no engine answers.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox logs [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id or the end of it, from any directory; by default the instance in this directory\n\t-service=<string>   services, separated by commas; all by default\n\t-follow=<bool>      go on until interrupted\n\t-tail=<string>      lines of each service, or all; 100 by default, all with -since\n\t-since=<string>     only what is newer: 10m, 2h30m, 2026-01-31, 2026-01-31T15:04:05Z\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "overview":
			_fmt.Println("Overview shows which instance this directory is, whether it is up, and what to do next.\n\nIt needs neither an instance nor a Docker engine.\n\n\tsandbox\n\tsandbox overview\n\nExit codes: 0 shown.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox overview\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "path":
			_fmt.Println("Path shows the directory of an instance on one line, for cd \"$(sandbox path feat-x)\".\n\nThe instance is named by its id or by the end of it: feat-x stands for repo--feat-x.\n\n\tsandbox path feat-x\n\tcd \"$(sandbox path feat-x)\"\n\nExit codes: 0 shown; 1 there is no such instance, or several.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox path <instance> [-json=<bool>]\n\n")
			_fmt.Print("Flags:\n\n\t-json=<bool>  write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "prune":
			_fmt.Println("Prune removes what deleted worktrees left behind: claims, containers and volumes; it lists them and asks.\n\nIt keeps everything that is not proven to be theirs, and says why.\n\n\tsandbox prune\n\tsandbox prune -yes\n\nExit codes: 0 removed, or there was nothing to remove; 1 it could not be removed, or nobody agreed.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox prune [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-yes=<bool>         do not ask before deleting\n\t-progress=<string>  text, or json: one event a line on stderr\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "restore":
			_fmt.Println("Restore replaces the instance's data with that of a snapshot, and asks first.\n\nAn instance that runs is stopped, and started again: -yes also agrees to the after-up hooks of a pull request.\nThe snapshot may be of another instance of this repository.\n\n\tsandbox restore seeded\n\tsandbox restore seeded -yes\n\nExit codes: 0 restored; 1 not restored, or nobody agreed; 2 and 3 restored, but up failed with that code.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox restore <name> [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-yes=<bool>         do not ask before replacing the data, or before running hooks of a pull request\n\t-instance=<string>  its id; by default the instance in this directory\n\t-progress=<string>  text, or json: one event a line on stderr\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "shell":
			_fmt.Println("Shell runs a shell in a service, on this terminal: bash if the service has it, otherwise sh.\n\n\tsandbox shell db\n\tsandbox shell db -instance=feat-x\n\techo 'df -h' | sandbox shell db\n\nOf a service with several containers it takes the first that runs.\n\nExit codes: 0 the session ended, or the script from stdin succeeded; 1 the script failed, the service does not run or has no shell.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox shell <service> [-instance=<string>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id or the end of it, from any directory; by default the instance in this directory\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "snapshot":
			_fmt.Println("Snapshot saves a copy of the instance's data under a name.\n\nServices that write to the data are stopped for the copy, and started again. The copy outlives the instance.\n\n\tsandbox snapshot seeded\n\nExit codes: 0 saved; 1 not saved, and there is no snapshot of that name.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox snapshot <name> [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id; by default the instance in this directory\n\t-progress=<string>  text, or json: one event a line on stderr\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "snapshots":
			_fmt.Println("Snapshots lists the snapshots of this repository, also those of destroyed instances.\n\n\tsandbox snapshots\n\tsandbox snapshots -delete=seeded\n\nExit codes: 0 shown or deleted; 1 the snapshots could not be read or deleted, or nobody agreed.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox snapshots [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-delete=<string>    name of a snapshot to delete\n\t-yes=<bool>         do not ask before deleting\n\t-progress=<string>  text, or json: one event a line on stderr\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "status":
			_fmt.Println("Status shows the instance, its containers, and every URL with its live state.\n\n\tsandbox status\n\tsandbox status -watch\n\tsandbox status -json\n\nExit codes: 0 shown, in whatever state the instance is; 1 there is no instance, or no engine answers.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox status [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id or the end of it, from any directory; by default the instance in this directory\n\t-watch=<bool>       show it again every second, until Ctrl-C\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "timings":
			_fmt.Println("Timings shows how long the last starts took, check by check.\n\n\tsandbox timings\n\tsandbox timings -json\n\nExit codes: 0 shown, or there was no start yet; 1 there is no instance, or its history cannot be read.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox timings [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id or the end of it, from any directory; by default the instance in this directory\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		case "up":
			_fmt.Println("Up starts the stack and waits until the Startability Gate has a verdict.\n\nIf the instance runs, Up starts only what is missing. If the start fails, its containers stay, with evidence in .sandbox.\n\n\tsandbox up\n\tsandbox up -build -timeout=5m\n\tsandbox up -nowait\n\tsandbox up -instance=feat-x\n\nExit codes: 0 ready; 1 nothing could be tried; 2 tried, and not ready; 3 a port of the instance is taken.")
			_fmt.Println()

			_fmt.Print("Usage:\n\n\tsandbox up [<flags>]\n\n")
			_fmt.Print("Flags:\n\n\t-instance=<string>  its id or the end of it, from any directory; by default the instance in this directory\n\t-nowait=<bool>      return once the containers are started, without the gate and the after-up hooks\n\t-build=<bool>       rebuild images, even those that exist\n\t-timeout=<string>   how long the gate waits, such as 90s, 2m or 120 (seconds); 120s by default\n\t-yes=<bool>         in a worktree of a pull request, run its after-up hooks without asking\n\t-progress=<string>  text, or json: one event a line on stderr\n\t-json=<bool>        write one JSON document to stdout, in every outcome\n\n")
			var aliases []string
			if len(aliases) > 0 {
				_sort.Strings(aliases)
				_fmt.Printf("Aliases: %s\n\n", _strings.Join(aliases, ", "))
			}
			return
		default:
			logger.Printf("Unknown target: %q\n", args.Args[0])
			_os.Exit(2)
		}
	}
	if len(args.Args) < 1 {
		ignoreDefault, _ := _strconv.ParseBool(_os.Getenv("MAGEFILE_IGNOREDEFAULT"))
		if ignoreDefault {
			if err := list(); err != nil {
				logger.Println("Error:", err)
				_os.Exit(1)
			}
			return
		}

		wrapFn := func(ctx _context.Context) error {
			return targets_mageimport.Overview(ctx)
		}
		ret := runTarget(logger, wrapFn)
		handleError(logger, ret)
		return
	}
	for x := 0; x < len(args.Args); {
		target := args.Args[x]
		x++

		// resolve aliases
		switch _strings.ToLower(target) {

		}

		switch _strings.ToLower(target) {

		case "setup":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"Setup\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "Setup")
			}

			wrapFn := func(ctx _context.Context) error {
				return machine_mageimport.Setup(ctx)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)

		case "completion":
			expected := x + 1
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"Completion\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "Completion")
			}

			arg0 := args.Args[x]
			x++
			wrapFn := func(ctx _context.Context) error {
				return shells_mageimport.Completion(arg0)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)

		case "sandbox:adopt":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"sandbox:Adopt\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "sandbox:Adopt")
			}

			var arg0 *bool
			var arg1 *string
			var arg2 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "write":
						_optVal = "true"
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"sandbox:Adopt\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "write":
					_tmp0, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg0 = &_tmp0
				case "magefile":
					_tmp1 := _optVal
					arg1 = &_tmp1
				case "json":
					_tmp2, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg2 = &_tmp2
				default:
					logger.Printf("unknown option %q for target \"sandbox:Adopt\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport.Adopt(ctx, arg0, arg1, arg2)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "sandbox:compose":
			expected := x + 1
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"sandbox:Compose\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "sandbox:Compose")
			}

			arg0 := args.Args[x]
			x++
			var arg1 *string
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					default:
						logger.Printf("invalid option %q for target \"sandbox:Compose\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp1 := _optVal
					arg1 = &_tmp1
				default:
					logger.Printf("unknown option %q for target \"sandbox:Compose\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport.Compose(ctx, arg0, arg1)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "sandbox:create":
			expected := x + 1
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"sandbox:Create\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "sandbox:Create")
			}

			arg0 := args.Args[x]
			x++
			var arg1 *string
			var arg2 *string
			var arg3 *string
			var arg4 *string
			var arg5 *string
			var arg6 *string
			var arg7 *string
			var arg8 *bool
			var arg9 *bool
			var arg10 *string
			var arg11 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "up":
						_optVal = "true"
					case "yes":
						_optVal = "true"
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"sandbox:Create\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "branch":
					_tmp1 := _optVal
					arg1 = &_tmp1
				case "from":
					_tmp2 := _optVal
					arg2 = &_tmp2
				case "pr":
					_tmp3 := _optVal
					arg3 = &_tmp3
				case "dir":
					_tmp4 := _optVal
					arg4 = &_tmp4
				case "slot":
					_tmp5 := _optVal
					arg5 = &_tmp5
				case "name":
					_tmp6 := _optVal
					arg6 = &_tmp6
				case "data":
					_tmp7 := _optVal
					arg7 = &_tmp7
				case "up":
					_tmp8, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg8 = &_tmp8
				case "yes":
					_tmp9, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg9 = &_tmp9
				case "progress":
					_tmp10 := _optVal
					arg10 = &_tmp10
				case "json":
					_tmp11, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg11 = &_tmp11
				default:
					logger.Printf("unknown option %q for target \"sandbox:Create\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport.Create(ctx, arg0, arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8, arg9, arg10, arg11)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "sandbox:destroy":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"sandbox:Destroy\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "sandbox:Destroy")
			}

			var arg0 *string
			var arg1 *bool
			var arg2 *bool
			var arg3 *bool
			var arg4 *string
			var arg5 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "yes":
						_optVal = "true"
					case "force":
						_optVal = "true"
					case "merged":
						_optVal = "true"
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"sandbox:Destroy\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp0 := _optVal
					arg0 = &_tmp0
				case "yes":
					_tmp1, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg1 = &_tmp1
				case "force":
					_tmp2, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg2 = &_tmp2
				case "merged":
					_tmp3, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg3 = &_tmp3
				case "progress":
					_tmp4 := _optVal
					arg4 = &_tmp4
				case "json":
					_tmp5, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg5 = &_tmp5
				default:
					logger.Printf("unknown option %q for target \"sandbox:Destroy\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport.Destroy(ctx, arg0, arg1, arg2, arg3, arg4, arg5)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "sandbox:doctor":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"sandbox:Doctor\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "sandbox:Doctor")
			}

			var arg0 *string
			var arg1 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"sandbox:Doctor\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp0 := _optVal
					arg0 = &_tmp0
				case "json":
					_tmp1, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg1 = &_tmp1
				default:
					logger.Printf("unknown option %q for target \"sandbox:Doctor\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport.Doctor(ctx, arg0, arg1)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "sandbox:down":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"sandbox:Down\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "sandbox:Down")
			}

			var arg0 *string
			var arg1 *bool
			var arg2 *string
			var arg3 *bool
			var arg4 *string
			var arg5 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "volumes":
						_optVal = "true"
					case "yes":
						_optVal = "true"
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"sandbox:Down\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp0 := _optVal
					arg0 = &_tmp0
				case "volumes":
					_tmp1, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg1 = &_tmp1
				case "volume":
					_tmp2 := _optVal
					arg2 = &_tmp2
				case "yes":
					_tmp3, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg3 = &_tmp3
				case "progress":
					_tmp4 := _optVal
					arg4 = &_tmp4
				case "json":
					_tmp5, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg5 = &_tmp5
				default:
					logger.Printf("unknown option %q for target \"sandbox:Down\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport.Down(ctx, arg0, arg1, arg2, arg3, arg4, arg5)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "sandbox:env":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"sandbox:Env\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "sandbox:Env")
			}

			var arg0 *string
			var arg1 *bool
			var arg2 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "json":
						_optVal = "true"
					case "secrets":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"sandbox:Env\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp0 := _optVal
					arg0 = &_tmp0
				case "json":
					_tmp1, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg1 = &_tmp1
				case "secrets":
					_tmp2, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg2 = &_tmp2
				default:
					logger.Printf("unknown option %q for target \"sandbox:Env\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport.Env(ctx, arg0, arg1, arg2)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "sandbox:gate":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"sandbox:Gate\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "sandbox:Gate")
			}

			var arg0 *string
			var arg1 *string
			var arg2 *string
			var arg3 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"sandbox:Gate\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp0 := _optVal
					arg0 = &_tmp0
				case "timeout":
					_tmp1 := _optVal
					arg1 = &_tmp1
				case "progress":
					_tmp2 := _optVal
					arg2 = &_tmp2
				case "json":
					_tmp3, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg3 = &_tmp3
				default:
					logger.Printf("unknown option %q for target \"sandbox:Gate\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport.Gate(ctx, arg0, arg1, arg2, arg3)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "sandbox:init":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"sandbox:Init\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "sandbox:Init")
			}

			var arg0 *string
			var arg1 *string
			var arg2 *string
			var arg3 *bool
			var arg4 *bool
			var arg5 *string
			var arg6 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "adoptvolumes":
						_optVal = "true"
					case "yes":
						_optVal = "true"
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"sandbox:Init\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "slot":
					_tmp0 := _optVal
					arg0 = &_tmp0
				case "name":
					_tmp1 := _optVal
					arg1 = &_tmp1
				case "data":
					_tmp2 := _optVal
					arg2 = &_tmp2
				case "adoptvolumes":
					_tmp3, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg3 = &_tmp3
				case "yes":
					_tmp4, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg4 = &_tmp4
				case "progress":
					_tmp5 := _optVal
					arg5 = &_tmp5
				case "json":
					_tmp6, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg6 = &_tmp6
				default:
					logger.Printf("unknown option %q for target \"sandbox:Init\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport.Init(ctx, arg0, arg1, arg2, arg3, arg4, arg5, arg6)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "sandbox:list":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"sandbox:List\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "sandbox:List")
			}

			var arg0 *bool
			var arg1 *bool
			var arg2 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "memory":
						_optVal = "true"
					case "watch":
						_optVal = "true"
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"sandbox:List\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "memory":
					_tmp0, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg0 = &_tmp0
				case "watch":
					_tmp1, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg1 = &_tmp1
				case "json":
					_tmp2, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg2 = &_tmp2
				default:
					logger.Printf("unknown option %q for target \"sandbox:List\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport.List(ctx, arg0, arg1, arg2)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "sandbox:logs":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"sandbox:Logs\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "sandbox:Logs")
			}

			var arg0 *string
			var arg1 *string
			var arg2 *bool
			var arg3 *string
			var arg4 *string
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "follow":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"sandbox:Logs\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp0 := _optVal
					arg0 = &_tmp0
				case "service":
					_tmp1 := _optVal
					arg1 = &_tmp1
				case "follow":
					_tmp2, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg2 = &_tmp2
				case "tail":
					_tmp3 := _optVal
					arg3 = &_tmp3
				case "since":
					_tmp4 := _optVal
					arg4 = &_tmp4
				default:
					logger.Printf("unknown option %q for target \"sandbox:Logs\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport.Logs(ctx, arg0, arg1, arg2, arg3, arg4)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "sandbox:overview":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"sandbox:Overview\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "sandbox:Overview")
			}

			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport.Overview(ctx)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "sandbox:path":
			expected := x + 1
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"sandbox:Path\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "sandbox:Path")
			}

			arg0 := args.Args[x]
			x++
			var arg1 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"sandbox:Path\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "json":
					_tmp1, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg1 = &_tmp1
				default:
					logger.Printf("unknown option %q for target \"sandbox:Path\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport.Path(ctx, arg0, arg1)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "sandbox:prune":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"sandbox:Prune\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "sandbox:Prune")
			}

			var arg0 *bool
			var arg1 *string
			var arg2 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "yes":
						_optVal = "true"
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"sandbox:Prune\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "yes":
					_tmp0, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg0 = &_tmp0
				case "progress":
					_tmp1 := _optVal
					arg1 = &_tmp1
				case "json":
					_tmp2, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg2 = &_tmp2
				default:
					logger.Printf("unknown option %q for target \"sandbox:Prune\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport.Prune(ctx, arg0, arg1, arg2)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "sandbox:restore":
			expected := x + 1
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"sandbox:Restore\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "sandbox:Restore")
			}

			arg0 := args.Args[x]
			x++
			var arg1 *bool
			var arg2 *string
			var arg3 *string
			var arg4 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "yes":
						_optVal = "true"
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"sandbox:Restore\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "yes":
					_tmp1, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg1 = &_tmp1
				case "instance":
					_tmp2 := _optVal
					arg2 = &_tmp2
				case "progress":
					_tmp3 := _optVal
					arg3 = &_tmp3
				case "json":
					_tmp4, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg4 = &_tmp4
				default:
					logger.Printf("unknown option %q for target \"sandbox:Restore\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport.Restore(ctx, arg0, arg1, arg2, arg3, arg4)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "sandbox:shell":
			expected := x + 1
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"sandbox:Shell\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "sandbox:Shell")
			}

			arg0 := args.Args[x]
			x++
			var arg1 *string
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					default:
						logger.Printf("invalid option %q for target \"sandbox:Shell\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp1 := _optVal
					arg1 = &_tmp1
				default:
					logger.Printf("unknown option %q for target \"sandbox:Shell\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport.Shell(ctx, arg0, arg1)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "sandbox:snapshot":
			expected := x + 1
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"sandbox:Snapshot\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "sandbox:Snapshot")
			}

			arg0 := args.Args[x]
			x++
			var arg1 *string
			var arg2 *string
			var arg3 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"sandbox:Snapshot\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp1 := _optVal
					arg1 = &_tmp1
				case "progress":
					_tmp2 := _optVal
					arg2 = &_tmp2
				case "json":
					_tmp3, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg3 = &_tmp3
				default:
					logger.Printf("unknown option %q for target \"sandbox:Snapshot\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport.Snapshot(ctx, arg0, arg1, arg2, arg3)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "sandbox:snapshots":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"sandbox:Snapshots\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "sandbox:Snapshots")
			}

			var arg0 *string
			var arg1 *bool
			var arg2 *string
			var arg3 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "yes":
						_optVal = "true"
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"sandbox:Snapshots\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "delete":
					_tmp0 := _optVal
					arg0 = &_tmp0
				case "yes":
					_tmp1, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg1 = &_tmp1
				case "progress":
					_tmp2 := _optVal
					arg2 = &_tmp2
				case "json":
					_tmp3, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg3 = &_tmp3
				default:
					logger.Printf("unknown option %q for target \"sandbox:Snapshots\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport.Snapshots(ctx, arg0, arg1, arg2, arg3)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "sandbox:status":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"sandbox:Status\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "sandbox:Status")
			}

			var arg0 *string
			var arg1 *bool
			var arg2 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "watch":
						_optVal = "true"
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"sandbox:Status\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp0 := _optVal
					arg0 = &_tmp0
				case "watch":
					_tmp1, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg1 = &_tmp1
				case "json":
					_tmp2, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg2 = &_tmp2
				default:
					logger.Printf("unknown option %q for target \"sandbox:Status\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport.Status(ctx, arg0, arg1, arg2)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "sandbox:timings":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"sandbox:Timings\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "sandbox:Timings")
			}

			var arg0 *string
			var arg1 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"sandbox:Timings\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp0 := _optVal
					arg0 = &_tmp0
				case "json":
					_tmp1, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg1 = &_tmp1
				default:
					logger.Printf("unknown option %q for target \"sandbox:Timings\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport.Timings(ctx, arg0, arg1)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "sandbox:up":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"sandbox:Up\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "sandbox:Up")
			}

			var arg0 *string
			var arg1 *bool
			var arg2 *bool
			var arg3 *string
			var arg4 *bool
			var arg5 *string
			var arg6 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "nowait":
						_optVal = "true"
					case "build":
						_optVal = "true"
					case "yes":
						_optVal = "true"
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"sandbox:Up\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp0 := _optVal
					arg0 = &_tmp0
				case "nowait":
					_tmp1, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg1 = &_tmp1
				case "build":
					_tmp2, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg2 = &_tmp2
				case "timeout":
					_tmp3 := _optVal
					arg3 = &_tmp3
				case "yes":
					_tmp4, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg4 = &_tmp4
				case "progress":
					_tmp5 := _optVal
					arg5 = &_tmp5
				case "json":
					_tmp6, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg6 = &_tmp6
				default:
					logger.Printf("unknown option %q for target \"sandbox:Up\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport.Up(ctx, arg0, arg1, arg2, arg3, arg4, arg5, arg6)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)

		case "adopt":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"Adopt\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "Adopt")
			}

			var arg0 *bool
			var arg1 *string
			var arg2 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "write":
						_optVal = "true"
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"Adopt\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "write":
					_tmp0, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg0 = &_tmp0
				case "magefile":
					_tmp1 := _optVal
					arg1 = &_tmp1
				case "json":
					_tmp2, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg2 = &_tmp2
				default:
					logger.Printf("unknown option %q for target \"Adopt\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport1.Adopt(ctx, arg0, arg1, arg2)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "compose":
			expected := x + 1
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"Compose\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "Compose")
			}

			arg0 := args.Args[x]
			x++
			var arg1 *string
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					default:
						logger.Printf("invalid option %q for target \"Compose\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp1 := _optVal
					arg1 = &_tmp1
				default:
					logger.Printf("unknown option %q for target \"Compose\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport1.Compose(ctx, arg0, arg1)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "create":
			expected := x + 1
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"Create\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "Create")
			}

			arg0 := args.Args[x]
			x++
			var arg1 *string
			var arg2 *string
			var arg3 *string
			var arg4 *string
			var arg5 *string
			var arg6 *string
			var arg7 *string
			var arg8 *bool
			var arg9 *bool
			var arg10 *string
			var arg11 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "up":
						_optVal = "true"
					case "yes":
						_optVal = "true"
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"Create\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "branch":
					_tmp1 := _optVal
					arg1 = &_tmp1
				case "from":
					_tmp2 := _optVal
					arg2 = &_tmp2
				case "pr":
					_tmp3 := _optVal
					arg3 = &_tmp3
				case "dir":
					_tmp4 := _optVal
					arg4 = &_tmp4
				case "slot":
					_tmp5 := _optVal
					arg5 = &_tmp5
				case "name":
					_tmp6 := _optVal
					arg6 = &_tmp6
				case "data":
					_tmp7 := _optVal
					arg7 = &_tmp7
				case "up":
					_tmp8, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg8 = &_tmp8
				case "yes":
					_tmp9, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg9 = &_tmp9
				case "progress":
					_tmp10 := _optVal
					arg10 = &_tmp10
				case "json":
					_tmp11, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg11 = &_tmp11
				default:
					logger.Printf("unknown option %q for target \"Create\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport1.Create(ctx, arg0, arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8, arg9, arg10, arg11)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "destroy":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"Destroy\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "Destroy")
			}

			var arg0 *string
			var arg1 *bool
			var arg2 *bool
			var arg3 *bool
			var arg4 *string
			var arg5 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "yes":
						_optVal = "true"
					case "force":
						_optVal = "true"
					case "merged":
						_optVal = "true"
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"Destroy\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp0 := _optVal
					arg0 = &_tmp0
				case "yes":
					_tmp1, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg1 = &_tmp1
				case "force":
					_tmp2, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg2 = &_tmp2
				case "merged":
					_tmp3, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg3 = &_tmp3
				case "progress":
					_tmp4 := _optVal
					arg4 = &_tmp4
				case "json":
					_tmp5, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg5 = &_tmp5
				default:
					logger.Printf("unknown option %q for target \"Destroy\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport1.Destroy(ctx, arg0, arg1, arg2, arg3, arg4, arg5)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "doctor":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"Doctor\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "Doctor")
			}

			var arg0 *string
			var arg1 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"Doctor\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp0 := _optVal
					arg0 = &_tmp0
				case "json":
					_tmp1, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg1 = &_tmp1
				default:
					logger.Printf("unknown option %q for target \"Doctor\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport1.Doctor(ctx, arg0, arg1)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "down":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"Down\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "Down")
			}

			var arg0 *string
			var arg1 *bool
			var arg2 *string
			var arg3 *bool
			var arg4 *string
			var arg5 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "volumes":
						_optVal = "true"
					case "yes":
						_optVal = "true"
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"Down\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp0 := _optVal
					arg0 = &_tmp0
				case "volumes":
					_tmp1, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg1 = &_tmp1
				case "volume":
					_tmp2 := _optVal
					arg2 = &_tmp2
				case "yes":
					_tmp3, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg3 = &_tmp3
				case "progress":
					_tmp4 := _optVal
					arg4 = &_tmp4
				case "json":
					_tmp5, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg5 = &_tmp5
				default:
					logger.Printf("unknown option %q for target \"Down\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport1.Down(ctx, arg0, arg1, arg2, arg3, arg4, arg5)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "env":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"Env\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "Env")
			}

			var arg0 *string
			var arg1 *bool
			var arg2 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "json":
						_optVal = "true"
					case "secrets":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"Env\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp0 := _optVal
					arg0 = &_tmp0
				case "json":
					_tmp1, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg1 = &_tmp1
				case "secrets":
					_tmp2, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg2 = &_tmp2
				default:
					logger.Printf("unknown option %q for target \"Env\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport1.Env(ctx, arg0, arg1, arg2)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "gate":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"Gate\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "Gate")
			}

			var arg0 *string
			var arg1 *string
			var arg2 *string
			var arg3 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"Gate\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp0 := _optVal
					arg0 = &_tmp0
				case "timeout":
					_tmp1 := _optVal
					arg1 = &_tmp1
				case "progress":
					_tmp2 := _optVal
					arg2 = &_tmp2
				case "json":
					_tmp3, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg3 = &_tmp3
				default:
					logger.Printf("unknown option %q for target \"Gate\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport1.Gate(ctx, arg0, arg1, arg2, arg3)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "init":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"Init\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "Init")
			}

			var arg0 *string
			var arg1 *string
			var arg2 *string
			var arg3 *bool
			var arg4 *bool
			var arg5 *string
			var arg6 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "adoptvolumes":
						_optVal = "true"
					case "yes":
						_optVal = "true"
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"Init\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "slot":
					_tmp0 := _optVal
					arg0 = &_tmp0
				case "name":
					_tmp1 := _optVal
					arg1 = &_tmp1
				case "data":
					_tmp2 := _optVal
					arg2 = &_tmp2
				case "adoptvolumes":
					_tmp3, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg3 = &_tmp3
				case "yes":
					_tmp4, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg4 = &_tmp4
				case "progress":
					_tmp5 := _optVal
					arg5 = &_tmp5
				case "json":
					_tmp6, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg6 = &_tmp6
				default:
					logger.Printf("unknown option %q for target \"Init\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport1.Init(ctx, arg0, arg1, arg2, arg3, arg4, arg5, arg6)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "list":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"List\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "List")
			}

			var arg0 *bool
			var arg1 *bool
			var arg2 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "memory":
						_optVal = "true"
					case "watch":
						_optVal = "true"
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"List\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "memory":
					_tmp0, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg0 = &_tmp0
				case "watch":
					_tmp1, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg1 = &_tmp1
				case "json":
					_tmp2, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg2 = &_tmp2
				default:
					logger.Printf("unknown option %q for target \"List\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport1.List(ctx, arg0, arg1, arg2)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "logs":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"Logs\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "Logs")
			}

			var arg0 *string
			var arg1 *string
			var arg2 *bool
			var arg3 *string
			var arg4 *string
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "follow":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"Logs\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp0 := _optVal
					arg0 = &_tmp0
				case "service":
					_tmp1 := _optVal
					arg1 = &_tmp1
				case "follow":
					_tmp2, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg2 = &_tmp2
				case "tail":
					_tmp3 := _optVal
					arg3 = &_tmp3
				case "since":
					_tmp4 := _optVal
					arg4 = &_tmp4
				default:
					logger.Printf("unknown option %q for target \"Logs\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport1.Logs(ctx, arg0, arg1, arg2, arg3, arg4)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "overview":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"Overview\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "Overview")
			}

			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport1.Overview(ctx)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "path":
			expected := x + 1
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"Path\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "Path")
			}

			arg0 := args.Args[x]
			x++
			var arg1 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"Path\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "json":
					_tmp1, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg1 = &_tmp1
				default:
					logger.Printf("unknown option %q for target \"Path\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport1.Path(ctx, arg0, arg1)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "prune":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"Prune\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "Prune")
			}

			var arg0 *bool
			var arg1 *string
			var arg2 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "yes":
						_optVal = "true"
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"Prune\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "yes":
					_tmp0, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg0 = &_tmp0
				case "progress":
					_tmp1 := _optVal
					arg1 = &_tmp1
				case "json":
					_tmp2, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg2 = &_tmp2
				default:
					logger.Printf("unknown option %q for target \"Prune\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport1.Prune(ctx, arg0, arg1, arg2)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "restore":
			expected := x + 1
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"Restore\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "Restore")
			}

			arg0 := args.Args[x]
			x++
			var arg1 *bool
			var arg2 *string
			var arg3 *string
			var arg4 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "yes":
						_optVal = "true"
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"Restore\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "yes":
					_tmp1, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg1 = &_tmp1
				case "instance":
					_tmp2 := _optVal
					arg2 = &_tmp2
				case "progress":
					_tmp3 := _optVal
					arg3 = &_tmp3
				case "json":
					_tmp4, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg4 = &_tmp4
				default:
					logger.Printf("unknown option %q for target \"Restore\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport1.Restore(ctx, arg0, arg1, arg2, arg3, arg4)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "shell":
			expected := x + 1
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"Shell\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "Shell")
			}

			arg0 := args.Args[x]
			x++
			var arg1 *string
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					default:
						logger.Printf("invalid option %q for target \"Shell\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp1 := _optVal
					arg1 = &_tmp1
				default:
					logger.Printf("unknown option %q for target \"Shell\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport1.Shell(ctx, arg0, arg1)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "snapshot":
			expected := x + 1
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"Snapshot\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "Snapshot")
			}

			arg0 := args.Args[x]
			x++
			var arg1 *string
			var arg2 *string
			var arg3 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"Snapshot\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp1 := _optVal
					arg1 = &_tmp1
				case "progress":
					_tmp2 := _optVal
					arg2 = &_tmp2
				case "json":
					_tmp3, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg3 = &_tmp3
				default:
					logger.Printf("unknown option %q for target \"Snapshot\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport1.Snapshot(ctx, arg0, arg1, arg2, arg3)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "snapshots":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"Snapshots\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "Snapshots")
			}

			var arg0 *string
			var arg1 *bool
			var arg2 *string
			var arg3 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "yes":
						_optVal = "true"
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"Snapshots\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "delete":
					_tmp0 := _optVal
					arg0 = &_tmp0
				case "yes":
					_tmp1, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg1 = &_tmp1
				case "progress":
					_tmp2 := _optVal
					arg2 = &_tmp2
				case "json":
					_tmp3, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg3 = &_tmp3
				default:
					logger.Printf("unknown option %q for target \"Snapshots\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport1.Snapshots(ctx, arg0, arg1, arg2, arg3)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "status":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"Status\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "Status")
			}

			var arg0 *string
			var arg1 *bool
			var arg2 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "watch":
						_optVal = "true"
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"Status\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp0 := _optVal
					arg0 = &_tmp0
				case "watch":
					_tmp1, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg1 = &_tmp1
				case "json":
					_tmp2, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg2 = &_tmp2
				default:
					logger.Printf("unknown option %q for target \"Status\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport1.Status(ctx, arg0, arg1, arg2)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "timings":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"Timings\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "Timings")
			}

			var arg0 *string
			var arg1 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"Timings\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp0 := _optVal
					arg0 = &_tmp0
				case "json":
					_tmp1, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg1 = &_tmp1
				default:
					logger.Printf("unknown option %q for target \"Timings\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport1.Timings(ctx, arg0, arg1)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		case "up":
			expected := x + 0
			if expected > len(args.Args) {
				// note that expected and args at this point include the arg for the target itself
				// so we subtract 1 here to show the number of args without the target.
				logger.Printf("not enough arguments for target \"Up\", expected %v, got %v\n", expected-1, len(args.Args)-1)
				_os.Exit(2)
			}
			if args.Verbose {
				logger.Println("Running target:", "Up")
			}

			var arg0 *string
			var arg1 *bool
			var arg2 *bool
			var arg3 *string
			var arg4 *bool
			var arg5 *string
			var arg6 *bool
			for x < len(args.Args) && _strings.HasPrefix(args.Args[x], "-") {
				_optArg := args.Args[x]
				_eqIdx := _strings.Index(_optArg, "=")
				var _optName, _optVal string
				if _eqIdx < 0 {
					_optName = _strings.ToLower(_optArg[1:])
					switch _optName {
					case "nowait":
						_optVal = "true"
					case "build":
						_optVal = "true"
					case "yes":
						_optVal = "true"
					case "json":
						_optVal = "true"
					default:
						logger.Printf("invalid option %q for target \"Up\", expected -name=value format\n", _optArg)
						_os.Exit(2)
					}
				} else {
					_optName = _strings.ToLower(_optArg[1:_eqIdx])
					_optVal = _optArg[_eqIdx+1:]
				}
				switch _optName {
				case "instance":
					_tmp0 := _optVal
					arg0 = &_tmp0
				case "nowait":
					_tmp1, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg1 = &_tmp1
				case "build":
					_tmp2, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg2 = &_tmp2
				case "timeout":
					_tmp3 := _optVal
					arg3 = &_tmp3
				case "yes":
					_tmp4, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg4 = &_tmp4
				case "progress":
					_tmp5 := _optVal
					arg5 = &_tmp5
				case "json":
					_tmp6, err := _strconv.ParseBool(_optVal)
					if err != nil {
						logger.Printf("can't convert option %q value %q to bool\n", _optName, _optVal)
						_os.Exit(2)
					}
					arg6 = &_tmp6
				default:
					logger.Printf("unknown option %q for target \"Up\"\n", _optName)
					_os.Exit(2)
				}
				x++
			}
			wrapFn := func(ctx _context.Context) error {
				return targets_mageimport1.Up(ctx, arg0, arg1, arg2, arg3, arg4, arg5, arg6)
			}
			ret := runTarget(logger, wrapFn)
			handleError(logger, ret)
		default:
			logger.Printf("Unknown target specified: %q\n", target)
			_os.Exit(2)
		}
	}
}
