# SPDX-License-Identifier: GPL-3.0-or-later
dist_check_SCRIPTS += tests/unit/test-house.sh
EXTRA_DIST += tests/tap.sh tests/tap.py tests/courses.py

check_PROGRAMS += tests/unit/test-packet
tests_unit_test_packet_SOURCES = tests/unit/test-packet.c tests/unit/fixture.h
tests_unit_test_packet_LDADD = $(LINK_CORE)

check_PROGRAMS += tests/unit/test-link
tests_unit_test_link_SOURCES = tests/unit/test-link.c tests/unit/fixture.h
tests_unit_test_link_LDADD = $(LINK_CORE)

check_PROGRAMS += tests/unit/test-bursts
tests_unit_test_bursts_SOURCES = tests/unit/test-bursts.c tests/unit/fixture.h
tests_unit_test_bursts_LDADD = $(LINK_CORE)

check_PROGRAMS += tests/unit/test-node-service
tests_unit_test_node_service_SOURCES = tests/unit/test-node-service.c tests/unit/fixture.h
tests_unit_test_node_service_LDADD = $(LINK_CORE)

check_PROGRAMS += tests/unit/test-routing
tests_unit_test_routing_SOURCES = tests/unit/test-routing.c tests/unit/fixture.h
tests_unit_test_routing_LDADD = $(LINK_CORE)

check_PROGRAMS += tests/unit/test-forwarding
tests_unit_test_forwarding_SOURCES = tests/unit/test-forwarding.c tests/unit/fixture.h
tests_unit_test_forwarding_LDADD = $(LINK_CORE)

check_PROGRAMS += tests/unit/test-prefix-pool
tests_unit_test_prefix_pool_SOURCES = tests/unit/test-prefix-pool.c
tests_unit_test_prefix_pool_LDADD = $(LINK_CORE)

check_PROGRAMS += tests/unit/test-tunnel
tests_unit_test_tunnel_SOURCES = tests/unit/test-tunnel.c tests/unit/fixture.h
tests_unit_test_tunnel_LDADD = $(LINK_CORE)

check_PROGRAMS += tests/unit/test-mobile-router
tests_unit_test_mobile_router_SOURCES = tests/unit/test-mobile-router.c tests/unit/fixture.h
tests_unit_test_mobile_router_LDADD = $(LINK_CORE)

check_PROGRAMS += tests/unit/test-ring
tests_unit_test_ring_LDADD = $(LINK_MODELS)
check_PROGRAMS += tests/unit/test-multihomed
tests_unit_test_multihomed_SOURCES = tests/unit/test-multihomed.c tests/unit/fixture.h
tests_unit_test_multihomed_LDADD = $(LINK_CORE)

check_PROGRAMS += tests/unit/test-books
tests_unit_test_books_SOURCES = tests/unit/test-books.c tests/unit/fixture.h
tests_unit_test_books_LDADD = $(LINK_CORE)

check_PROGRAMS += tests/unit/test-pcap
tests_unit_test_pcap_SOURCES = tests/unit/test-pcap.c tests/unit/fixture.h
tests_unit_test_pcap_LDADD = $(LINK_CORE)

check_PROGRAMS += tests/unit/test-event-queue
tests_unit_test_event_queue_LDADD = $(LINK_CORE)

check_PROGRAMS += tests/unit/test-engine
tests_unit_test_engine_LDADD = $(LINK_CORE)

check_PROGRAMS += tests/unit/test-random
tests_unit_test_random_LDADD = $(LINK_CORE)

check_PROGRAMS += tests/unit/test-address
tests_unit_test_address_LDADD = $(LINK_CORE)

check_PROGRAMS += tests/unit/test-digest
tests_unit_test_digest_LDADD = $(LINK_CORE)

check_PROGRAMS += tests/unit/test-error-rate
tests_unit_test_error_rate_LDADD = $(LINK_CORE)

check_PROGRAMS += tests/unit/test-trace
tests_unit_test_trace_LDADD = $(LINK_CORE)

check_PROGRAMS += tests/unit/test-steady-state
tests_unit_test_steady_state_LDADD = $(LINK_CORE)

check_PROGRAMS += tests/unit/test-statistics
tests_unit_test_statistics_LDADD = $(LINK_ANALYSIS)

check_PROGRAMS += tests/unit/test-study
tests_unit_test_study_LDADD = $(LINK_ANALYSIS)

check_PROGRAMS += tests/unit/test-figures
tests_unit_test_figures_LDADD = $(LINK_ANALYSIS)

check_PROGRAMS += tests/unit/test-realtime
tests_unit_test_realtime_LDADD = $(LINK_CORE)

check_PROGRAMS += tests/unit/test-trail
tests_unit_test_trail_SOURCES = tests/unit/test-trail.c tests/unit/fixture.h
tests_unit_test_trail_LDADD = $(LINK_CORE)
