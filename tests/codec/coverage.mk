# SPDX-License-Identifier: GPL-3.0-or-later
# How much of models/codec/ its tests reach, lines and branches, in a build of
# its own (coverage/).  Fails below what is promised.
#
#   make coverage-codec
COVERAGE_LINES = 95
COVERAGE_BRANCHES = 90
codec_tests = $(filter tests/codec/%,$(check_PROGRAMS))
# Branches that only a broken promise takes, and the compiler's own for freeing
# what goes out of scope, are not counted.
coverage_uncounted = .*g_(assert|auto|error).*

coverage-codec:
	$(MKDIR_P) coverage
	cd coverage && { test -f Makefile \
	  || $(abs_top_srcdir)/configure -q CC=gcc CFLAGS='-g -O0 --coverage'; }
	$(MAKE) -C coverage coverage-codec-here
.PHONY: coverage-codec

# Whole packets are read and written through the commands.
codec_scripts = $(filter tests/cli/test-decode-% tests/cli/test-encode-%, \
  $(filter-out tests/cli/test-decode-memory.py,$(dist_check_SCRIPTS)))

coverage-codec-here: $(codec_tests) dmmsim$(EXEEXT)
	find . -name '*.gcda' -delete
	for test in $(codec_tests); do \
	  top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' \
	    G_TEST_SRCDIR='$(abs_top_srcdir)' LC_ALL=C.UTF-8 ./$$test >/dev/null \
	    || exit 1; \
	done
	for test in $(codec_scripts); do \
	  top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' \
	    LC_ALL=C.UTF-8 python3 '$(abs_top_srcdir)'/$$test >/dev/null || exit 1; \
	done
	top=$$(cd '$(top_srcdir)' && pwd -P) \
	  && gcovr --root "$$top" --object-directory . \
	    --filter "$$top/models/codec/" \
	    --exclude-branches-by-pattern '$(coverage_uncounted)' \
	    --print-summary --fail-under-line $(COVERAGE_LINES) \
	    --fail-under-branch $(COVERAGE_BRANCHES) models/codec
.PHONY: coverage-codec-here

clean-local: clean-coverage
clean-coverage:
	rm -rf coverage
.PHONY: clean-coverage
