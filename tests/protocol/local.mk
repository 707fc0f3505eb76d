# SPDX-License-Identifier: GPL-3.0-or-later
# The worlds in which the protocols are tried, and the tests.
check_LIBRARIES += tests/protocol/libworlds.a
tests_protocol_libworlds_a_SOURCES = \
  tests/protocol/capture-scene.c tests/protocol/capture-scene.h \
  tests/protocol/common.c tests/protocol/common.h \
  tests/protocol/describe.c tests/protocol/describe.h tests/protocol/scene.h \
  tests/protocol/distributed-world.c tests/protocol/distributed-world.h \
  tests/protocol/dmm-world.c tests/protocol/dmm-world.h \
  tests/protocol/hierarchical-scene.c tests/protocol/hierarchical-scene.h \
  tests/protocol/hmipv6-scene.c tests/protocol/hmipv6-scene.h \
  tests/protocol/lma-dialogue.c tests/protocol/lma-dialogue.h \
  tests/protocol/localized-scene.c tests/protocol/localized-scene.h \
  tests/protocol/mag-scene.c tests/protocol/mag-scene.h \
  tests/protocol/mipv6-scene.c tests/protocol/mipv6-scene.h \
  tests/protocol/nemo-scene.c tests/protocol/nemo-scene.h \
  tests/protocol/world.c tests/protocol/world.h
LINK_WORLDS = tests/protocol/libworlds.a $(LINK_MODELS)

check_PROGRAMS += \
  tests/protocol/test-assignment \
  tests/protocol/test-attacks \
  tests/protocol/test-umip-replayed \
  tests/protocol/test-captures-replayed \
  tests/protocol/test-control-load \
  tests/protocol/test-distributed \
  tests/protocol/test-distributed-faults \
  tests/protocol/test-dmm-closed-forms \
  tests/protocol/test-dmm-dialogues \
  tests/protocol/test-dmm-faults \
  tests/protocol/test-dmm-idempotence \
  tests/protocol/test-dmm-missing \
  tests/protocol/test-dmm-host \
  tests/protocol/test-dmm-release \
  tests/protocol/test-errors-received \
  tests/protocol/test-anycast \
  tests/protocol/test-hierarchical \
  tests/protocol/test-hierarchical-statuses \
  tests/protocol/test-hmipv6 \
  tests/protocol/test-hmipv6-faults \
  tests/protocol/test-hmipv6-maps \
  tests/protocol/test-hmipv6-statuses \
  tests/protocol/test-fast \
  tests/protocol/test-fast-forms \
  tests/protocol/test-hostile \
  tests/protocol/test-ipv6 \
  tests/protocol/test-leniency \
  tests/protocol/test-lma \
  tests/protocol/test-lma-sessions \
  tests/protocol/test-localized \
  tests/protocol/test-localized-between \
  tests/protocol/test-mag \
  tests/protocol/test-mag-binding \
  tests/protocol/test-mipv6 \
  tests/protocol/test-mipv6-discovery \
  tests/protocol/test-mipv6-routes \
  tests/protocol/test-mipv6-statuses \
  tests/protocol/test-nemo \
  tests/protocol/test-nemo-statuses \
  tests/protocol/test-multipath \
  tests/protocol/test-pmipv6 \
  tests/protocol/test-proxy \
  tests/protocol/test-reaction-vectors \
  tests/protocol/test-reactions \
  tests/protocol/test-security \
  tests/protocol/test-clocks \
  tests/protocol/test-heartbeat \
  tests/protocol/test-restart \
  tests/protocol/test-standby
tests_protocol_test_anycast_LDADD = $(LINK_WORLDS)
tests_protocol_test_assignment_LDADD = $(LINK_WORLDS)
tests_protocol_test_attacks_LDADD = $(LINK_WORLDS)
tests_protocol_test_umip_replayed_LDADD = $(LINK_WORLDS) $(LOADER_LIBS)
tests_protocol_test_captures_replayed_LDADD = $(LINK_WORLDS) $(LOADER_LIBS)
tests_protocol_test_control_load_LDADD = $(LINK_WORLDS)
tests_protocol_test_distributed_LDADD = $(LINK_WORLDS)
tests_protocol_test_distributed_faults_LDADD = $(LINK_WORLDS)
tests_protocol_test_dmm_closed_forms_LDADD = $(LINK_WORLDS)
tests_protocol_test_dmm_dialogues_LDADD = $(LINK_WORLDS)
tests_protocol_test_dmm_faults_LDADD = $(LINK_WORLDS)
tests_protocol_test_dmm_idempotence_LDADD = $(LINK_WORLDS)
tests_protocol_test_dmm_missing_LDADD = $(LINK_WORLDS)
tests_protocol_test_dmm_host_LDADD = $(LINK_WORLDS)
tests_protocol_test_dmm_release_LDADD = $(LINK_WORLDS)
tests_protocol_test_errors_received_LDADD = $(LINK_WORLDS)
tests_protocol_test_hierarchical_LDADD = $(LINK_WORLDS)
tests_protocol_test_hierarchical_statuses_LDADD = $(LINK_WORLDS)
tests_protocol_test_hmipv6_LDADD = $(LINK_WORLDS)
tests_protocol_test_hmipv6_maps_LDADD = $(LINK_WORLDS)
tests_protocol_test_hmipv6_faults_LDADD = $(LINK_WORLDS)
tests_protocol_test_hmipv6_statuses_LDADD = $(LINK_WORLDS)
tests_protocol_test_hostile_LDADD = $(LINK_WORLDS)
tests_protocol_test_fast_LDADD = $(LINK_WORLDS)
tests_protocol_test_fast_forms_LDADD = $(LINK_WORLDS)
tests_protocol_test_ipv6_LDADD = $(LINK_WORLDS)
tests_protocol_test_leniency_LDADD = $(LINK_WORLDS)
tests_protocol_test_lma_LDADD = $(LINK_WORLDS)
tests_protocol_test_lma_sessions_LDADD = $(LINK_WORLDS)
tests_protocol_test_localized_LDADD = $(LINK_WORLDS)
tests_protocol_test_localized_between_LDADD = $(LINK_WORLDS)
tests_protocol_test_mag_LDADD = $(LINK_WORLDS)
tests_protocol_test_mag_binding_LDADD = $(LINK_WORLDS)
tests_protocol_test_multipath_LDADD = $(LINK_WORLDS)
tests_protocol_test_pmipv6_LDADD = $(LINK_WORLDS)
tests_protocol_test_proxy_LDADD = $(LINK_WORLDS)
tests_protocol_test_reactions_LDADD = $(LINK_WORLDS)
tests_protocol_test_security_LDADD = $(LINK_WORLDS)
tests_protocol_test_reaction_vectors_LDADD = $(LINK_WORLDS)
tests_protocol_test_mipv6_LDADD = $(LINK_WORLDS)
tests_protocol_test_nemo_LDADD = $(LINK_WORLDS)
tests_protocol_test_nemo_statuses_LDADD = $(LINK_WORLDS)
tests_protocol_test_mipv6_routes_LDADD = $(LINK_WORLDS)
tests_protocol_test_mipv6_statuses_LDADD = $(LINK_WORLDS)
tests_protocol_test_mipv6_discovery_LDADD = $(LINK_WORLDS)
tests_protocol_test_clocks_LDADD = $(LINK_WORLDS)
tests_protocol_test_heartbeat_LDADD = $(LINK_WORLDS)
tests_protocol_test_restart_LDADD = $(LINK_WORLDS)
tests_protocol_test_standby_LDADD = $(LINK_WORLDS)
