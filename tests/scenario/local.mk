# SPDX-License-Identifier: GPL-3.0-or-later
dist_check_SCRIPTS += tests/scenario/test-coexistence.py
dist_check_SCRIPTS += tests/scenario/test-control-load.py
dist_check_SCRIPTS += tests/scenario/test-hierarchical-forms.py
dist_check_SCRIPTS += tests/scenario/test-closed-forms.py
dist_check_SCRIPTS += tests/scenario/test-distributed-forms.py
dist_check_SCRIPTS += tests/scenario/test-nemo-forms.py
dist_check_SCRIPTS += tests/scenario/test-anycast-forms.py
dist_check_SCRIPTS += tests/scenario/test-hmipv6-forms.py
dist_check_SCRIPTS += tests/scenario/test-predict.py
dist_check_SCRIPTS += tests/scenario/test-page-charts.py
dist_check_SCRIPTS += tests/scenario/test-paper.py
dist_check_SCRIPTS += tests/scenario/test-ping-pong.py
dist_check_SCRIPTS += tests/scenario/test-central-failure.py
dist_check_SCRIPTS += tests/scenario/test-lost-answers.py
dist_check_SCRIPTS += tests/scenario/test-faults.py
dist_check_SCRIPTS += tests/scenario/test-bursts.py
dist_check_SCRIPTS += tests/scenario/test-reconvergence.py
dist_check_SCRIPTS += tests/scenario/test-fluid.py
EXTRA_DIST += tests/scenario/fluid tests/scenario/one_run.py
# Shipped scenarios in full, with packets and fluid.
check-fluid: dmmsim$(EXEEXT)
	@$(AM_TESTS_ENVIRONMENT) DMMSIM_FLUID=whole; export DMMSIM_FLUID; \
	  python3 $(srcdir)/tests/scenario/test-fluid.py
.PHONY: check-fluid
dist_check_SCRIPTS += tests/scenario/test-attacks.py
EXTRA_DIST += tests/scenario/lost_signaling.py
dist_check_SCRIPTS += tests/scenario/test-metrics.py
dist_check_SCRIPTS += tests/scenario/test-multihoming.py
EXTRA_DIST += tests/scenario/packet_follower.py
dist_check_SCRIPTS += tests/scenario/test-previous-anchors.py
dist_check_SCRIPTS += tests/scenario/test-peers.py
dist_check_SCRIPTS += tests/scenario/test-localized.py
dist_check_SCRIPTS += tests/scenario/test-rows.py
dist_check_SCRIPTS += tests/scenario/test-duplicates.py
dist_check_SCRIPTS += tests/scenario/test-fast-together.py
dist_check_SCRIPTS += tests/scenario/test-locality.py
dist_check_SCRIPTS += tests/scenario/test-stress.py
dist_check_SCRIPTS += tests/scenario/test-captures.sh
EXTRA_DIST += tests/scenario/mobility_capture.py
dist_check_SCRIPTS += tests/scenario/test-inet-mipv6.py tests/scenario/test-restarts.py \
  tests/scenario/test-return-routability.py
dist_check_SCRIPTS += tests/scenario/test-inet-showcase.py
dist_check_SCRIPTS += tests/scenario/test-memory.sh
dist_check_SCRIPTS += tests/scenario/test-determinism.sh

check_PROGRAMS += tests/scenario/test-damage
tests_scenario_test_damage_LDADD = $(LINK_SCENARIOS)

COLLECTOR_FIXTURE = tests/scenario/collector-fixture.c \
  tests/scenario/collector-fixture.h
check_PROGRAMS += tests/scenario/test-collector-entities
tests_scenario_test_collector_entities_SOURCES = \
  tests/scenario/test-collector-entities.c $(COLLECTOR_FIXTURE)
tests_scenario_test_collector_entities_LDADD = $(LINK_ANALYSIS)
check_PROGRAMS += tests/scenario/test-collector-flows
tests_scenario_test_collector_flows_SOURCES = \
  tests/scenario/test-collector-flows.c $(COLLECTOR_FIXTURE)
tests_scenario_test_collector_flows_LDADD = $(LINK_ANALYSIS)
check_PROGRAMS += tests/scenario/test-collector-handovers
tests_scenario_test_collector_handovers_SOURCES = \
  tests/scenario/test-collector-handovers.c $(COLLECTOR_FIXTURE)
tests_scenario_test_collector_handovers_LDADD = $(LINK_ANALYSIS)
check_PROGRAMS += tests/scenario/test-collector-statistics
tests_scenario_test_collector_statistics_LDADD = $(LINK_ANALYSIS)
check_PROGRAMS += tests/scenario/test-results
tests_scenario_test_results_SOURCES = \
  tests/scenario/test-results.c $(COLLECTOR_FIXTURE)
tests_scenario_test_results_LDADD = $(LINK_ANALYSIS)
check_LIBRARIES += tests/scenario/libmoves.a
tests_scenario_libmoves_a_SOURCES = tests/scenario/moves.c \
  tests/scenario/moves.h tests/scenario/moving.c tests/scenario/moving.h
LINK_MOVES = tests/scenario/libmoves.a $(LINK_MODELS)
check_PROGRAMS += tests/scenario/test-access-riding
tests_scenario_test_access_riding_LDADD = $(LINK_MOVES)
check_PROGRAMS += tests/scenario/test-access-handover
tests_scenario_test_access_handover_LDADD = $(LINK_MOVES)
check_PROGRAMS += tests/scenario/test-access-addresses
tests_scenario_test_access_addresses_LDADD = $(LINK_MOVES)
check_PROGRAMS += tests/scenario/test-access-coverage
check_PROGRAMS += tests/scenario/test-access-crossings
tests_scenario_test_access_coverage_LDADD = $(LINK_MOVES)
tests_scenario_test_access_crossings_LDADD = $(LINK_MOVES)
check_PROGRAMS += tests/scenario/test-motion-models
tests_scenario_test_motion_models_LDADD = $(LINK_MOVES)
check_PROGRAMS += tests/scenario/test-motion-fcd
tests_scenario_test_motion_fcd_LDADD = $(LINK_MOVES)
check_PROGRAMS += tests/scenario/test-motion-random
tests_scenario_test_motion_random_LDADD = $(LINK_MOVES)
check_PROGRAMS += tests/scenario/test-motion-ns2
tests_scenario_test_motion_ns2_LDADD = $(LINK_MOVES)
check_PROGRAMS += tests/scenario/test-traffic-flows
tests_scenario_test_traffic_flows_LDADD = $(LINK_MOVES)
check_PROGRAMS += \
  tests/scenario/test-json \
  tests/scenario/test-keys \
  tests/scenario/test-loader \
  tests/scenario/test-quantity \
  tests/scenario/test-topology
tests_scenario_test_json_LDADD = $(LINK_SCENARIOS)
tests_scenario_test_keys_LDADD = $(LINK_SCENARIOS)
tests_scenario_test_loader_LDADD = $(LINK_SCENARIOS)
tests_scenario_test_quantity_LDADD = $(LINK_SCENARIOS)
tests_scenario_test_topology_LDADD = $(LINK_SCENARIOS)
dist_check_SCRIPTS += tests/scenario/test-shipped.sh
dist_check_SCRIPTS += tests/scenario/test-trace-handovers.py
dist_check_SCRIPTS += tests/scenario/test-trace-ns2.py
check_PROGRAMS += tests/scenario/test-cell-sites
tests_scenario_test_cell_sites_LDADD = $(LINK_SCENARIOS)
dist_check_SCRIPTS += tests/scenario/test-vehicular-highway.py
dist_check_SCRIPTS += tests/scenario/test-vehicular-walks.py
EXTRA_DIST += tests/scenario/vehicular.py
dist_check_SCRIPTS += tests/scenario/test-crossover.py

# The vehicular laws with twice the runs and more values of r, break-even also
# for greater detours: what doc/guide.md quotes.  Takes some ten minutes.
VEHICULAR = test-vehicular-highway.py test-vehicular-walks.py test-crossover.py
vehicular: dmmsim$(EXEEXT)
	$(AM_TESTS_ENVIRONMENT) \
	VEHICULAR_RUNS=20 CROSSOVER_SLACK=1,2,3; \
	export VEHICULAR_RUNS CROSSOVER_SLACK; \
	for test in $(VEHICULAR); do \
	  python3 $(srcdir)/tests/scenario/$$test || exit 1; \
	done
.PHONY: vehicular
dist_check_SCRIPTS += tests/scenario/test-common-random-numbers.py
check_PROGRAMS += tests/scenario/test-sweep-points
tests_scenario_test_sweep_points_LDADD = $(LINK_SCENARIOS)
dist_check_SCRIPTS += tests/scenario/test-security.py
dist_check_SCRIPTS += tests/scenario/test-all-architectures.py
