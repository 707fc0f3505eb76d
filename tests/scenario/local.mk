# SPDX-License-Identifier: GPL-3.0-or-later
dist_check_SCRIPTS += tests/scenario/test-closed-forms.py
dist_check_SCRIPTS += tests/scenario/test-captures.sh
dist_check_SCRIPTS += tests/scenario/test-memory.sh
dist_check_SCRIPTS += tests/scenario/test-determinism.sh
