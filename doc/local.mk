# SPDX-License-Identifier: GPL-3.0-or-later
EXTRA_DIST += doc/new-architecture.md \
  doc/example/Makefile doc/example/ideal.c doc/example/ideal.h doc/example/main.c
EXTRA_DIST += doc/models/ipv6.md doc/models/motion.md \
  doc/models/anycast-ha.md doc/models/attacks.md doc/models/dmm-host.md doc/models/fast-handover.md doc/models/hierarchical.md doc/models/hmipv6.md doc/models/mipv6.md doc/models/nemo.md doc/models/pmipv6.md doc/models/multihomed.md doc/models/leniency.md doc/models/faults.md doc/models/fluid.md doc/models/lost-signaling.md doc/models/restart.md doc/models/security.md doc/models/coexistence.md
dist_man_MANS = doc/dmmsim.1
dist_doc_DATA = doc/metrics.md
dist_doc_DATA += doc/bridge.md
dist_doc_DATA += doc/all-architectures.md
dist_doc_DATA += doc/guide.md
dist_doc_DATA += doc/house.md
dist_doc_DATA += doc/codec.md
dist_doc_DATA += doc/performance.md
dist_doc_DATA += doc/scenario.md
dist_doc_DATA += doc/studies.md
dist_doc_DATA += doc/validation.md doc/closed-forms.md
EXTRA_DIST += doc/figures/city.gp doc/figures/city.svg doc/figures/all-architectures.svg
dist_doc_DATA += doc/statistics.md doc/looking.md
dist_doc_DATA += doc/paper.md
dist_doc_DATA += doc/plotting.md
