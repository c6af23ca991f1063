# The targets are mage's: `go tool mage -l` lists them. Here each is reached by its name with a dash in place of the
# colon, and takes its flags in ARGS: make sandbox-up ARGS="-timeout=90s". make ends with 2 whatever the target's own
# exit code is; scripts call `go tool mage` instead.

MAGE := go tool mage

.PHONY: help FORCE demo setup test e2e lint bench picture init up gate status logs down

help:
	@echo 'make TARGET ARGS="-flag=value", such as: make sandbox-up ARGS="-timeout=90s"'
	@$(MAGE) -l | sed -e 's/^  sandbox:/  sandbox-/' -e '/^\*/d' -e 's/\* /  /'

demo setup test e2e lint bench picture:
	@$(MAGE) $@ $(ARGS)

init up gate status logs down:
	@$(MAGE) sandbox:$@ $(ARGS)

sandbox-%: FORCE
	@$(MAGE) sandbox:$* $(ARGS)
