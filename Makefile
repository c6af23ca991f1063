# Every mage target has a make target with the same name, and a dash in place of the colon. `go tool mage -l` lists
# them. Flags go into ARGS: make sandbox-up ARGS="-timeout=90s". make exits with 2 for every failure; scripts that need
# the target's own exit code call `go tool mage` instead.

MAGE := go tool mage

# The targets are built for this machine, and from this module alone, whatever the shell exports and whichever go.work is above.
export GOOS :=
export GOARCH :=
export GOWORK := off

.PHONY: help FORCE demo setup test e2e lint bench picture generate build init up gate status logs down

help:
	@echo 'make TARGET ARGS="-flag=value", such as: make sandbox-up ARGS="-timeout=90s"'
	@$(MAGE) -l | sed -e 's/^  sandbox:/  sandbox-/' -e '/^\*/d' -e 's/\* /  /'

demo setup test e2e lint bench picture generate build:
	@$(MAGE) $@ $(ARGS)

init up gate status logs down:
	@$(MAGE) sandbox:$@ $(ARGS)

sandbox-%: FORCE
	@$(MAGE) sandbox:$* $(ARGS)
