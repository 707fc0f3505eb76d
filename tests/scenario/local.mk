# SPDX-License-Identifier: GPL-3.0-or-later
dist_check_SCRIPTS += tests/scenario/test-closed-forms.py
dist_check_SCRIPTS += tests/scenario/test-captures.sh
dist_check_SCRIPTS += tests/scenario/test-memory.sh
dist_check_SCRIPTS += tests/scenario/test-determinism.sh

COLLECTOR_FIXTURE = tests/scenario/test-collector-fixture.c \
  tests/scenario/test-collector-fixture.h
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
