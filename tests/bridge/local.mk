# SPDX-License-Identifier: GPL-3.0-or-later
# Real packets, in network namespaces that the tests make.
EXTRA_DIST += tests/bridge/netns.py tests/bridge/peer.py \
  tests/bridge/mipv6_peer.py
dist_check_SCRIPTS += tests/bridge/test-peer-ha.py \
  tests/bridge/test-peer-lma.py tests/bridge/test-peer-mn.py \
  tests/bridge/test-peer-mag.py tests/bridge/test-two-dmmsims.py
EXTRA_DIST += tests/bridge/hosts.py
dist_check_SCRIPTS += tests/bridge/test-handover.py \
  tests/bridge/test-interfaces.py tests/bridge/test-misuse.py \
  tests/bridge/test-ndisc6.py tests/bridge/test-page.py
