# SPDX-License-Identifier: GPL-3.0-or-later
dist_check_SCRIPTS += tests/bench/test-instructions.py
EXTRA_DIST += tests/bench/instructions.py tests/bench/instructions.json

# After a change that was meant to make runs cheaper, or had to make them dearer.
.PHONY: bench-baseline
bench-baseline: $(noinst_PROGRAMS) dmmsim$(EXEEXT)
	$(AM_TESTS_ENVIRONMENT) python3 $(srcdir)/tests/bench/instructions.py \
	  $(srcdir)/tests/bench/instructions.json
