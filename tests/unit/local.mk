# SPDX-License-Identifier: GPL-3.0-or-later
dist_check_SCRIPTS += tests/unit/test-house.sh
EXTRA_DIST += tests/tap.sh
