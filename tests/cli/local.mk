# SPDX-License-Identifier: GPL-3.0-or-later
dist_check_SCRIPTS += tests/cli/test-bad-scenarios.py tests/cli/test-schema.py
EXTRA_DIST += tests/cli/good-scenario.json tests/cli/bad-scenarios.json \
  tests/cli/spoilt.py
dist_check_SCRIPTS += tests/cli/test-verbs.sh
dist_check_SCRIPTS += tests/cli/test-idle-keys.py
dist_check_SCRIPTS += tests/cli/test-limits.py
dist_check_SCRIPTS += tests/cli/test-sweep.py tests/cli/test-sweep-mpi.py \
  tests/cli/test-sweep-progress.py tests/cli/test-sweep-slurm.py \
  tests/cli/test-sweep-until.py
EXTRA_DIST += tests/cli/studies.py
dist_check_SCRIPTS += tests/cli/test-result-contract.py
EXTRA_DIST += tests/cli/captures.py
dist_check_SCRIPTS += tests/cli/test-decode-vectors.py \
  tests/cli/test-decode-captures.py tests/cli/test-decode-icmp6.py \
  tests/cli/test-decode-links.py tests/cli/test-decode-memory.py \
  tests/cli/test-encode-stream.py
dist_check_SCRIPTS += tests/cli/test-install.sh
dist_check_SCRIPTS += tests/cli/test-compare.py
dist_check_SCRIPTS += tests/cli/test-replay.py
dist_check_SCRIPTS += tests/cli/test-stats.py
dist_check_SCRIPTS += tests/cli/test-recipe.sh
check_PROGRAMS += tests/cli/test-workers
tests_cli_test_workers_LDADD = $(LINK_ALL)
dist_check_SCRIPTS += tests/cli/test-plot.py
dist_check_SCRIPTS += tests/cli/test-trace.py tests/cli/test-report.py \
  tests/cli/test-report-browser.py
EXTRA_DIST += tests/cli/browser.py
