# SPDX-License-Identifier: GPL-3.0-or-later
# Random scenarios.  What once failed, and was mended, stays in kept/.
#
#   make chaos                   300 of them, or CHAOS_SEEDS=300-999
#   make chaos SEED=17           one
CHAOS_SEEDS = 0-299
SEED =
dist_check_SCRIPTS += tests/chaos/test-chaos.py
EXTRA_DIST += tests/chaos/scenarios.py tests/chaos/kept

.PHONY: chaos
chaos: dmmsim$(EXEEXT)
	@$(AM_TESTS_ENVIRONMENT) \
	  CHAOS_SEEDS='$(if $(SEED),$(SEED),$(CHAOS_SEEDS))' CHAOS_KEEP=chaos \
	  python3 $(srcdir)/tests/chaos/test-chaos.py
