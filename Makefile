# The targets are mage's: `go tool mage -l` lists them. This wraps those that are typed most often.
# make ends with 2 whatever the target's own exit code is; scripts call `go tool mage` instead.

MAGE := go tool mage

.PHONY: help demo setup test e2e lint bench init up gate status logs down

help:
	@$(MAGE) -l

demo setup test e2e lint bench:
	@$(MAGE) $@

init up gate status logs down:
	@$(MAGE) sandbox:$@
