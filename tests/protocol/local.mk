# SPDX-License-Identifier: GPL-3.0-or-later

PROTOCOL_WORLD = tests/protocol/world.c tests/protocol/world.h

check_PROGRAMS += tests/protocol/test-proxy
tests_protocol_test_proxy_SOURCES = tests/protocol/test-proxy.c $(PROTOCOL_WORLD)
tests_protocol_test_proxy_LDADD = $(LINK_MODELS)

LMA_DIALOGUE = tests/protocol/lma-dialogue.c tests/protocol/lma-dialogue.h \
  $(PROTOCOL_WORLD)
check_PROGRAMS += tests/protocol/test-lma tests/protocol/test-lma-sessions
tests_protocol_test_lma_SOURCES = tests/protocol/test-lma.c $(LMA_DIALOGUE)
tests_protocol_test_lma_sessions_SOURCES = \
  tests/protocol/test-lma-sessions.c $(LMA_DIALOGUE)
tests_protocol_test_lma_LDADD = $(LINK_MODELS)
tests_protocol_test_lma_sessions_LDADD = $(LINK_MODELS)

# RFC 8885
check_LIBRARIES += tests/protocol/libdmmworld.a
tests_protocol_libdmmworld_a_SOURCES = \
  tests/protocol/dmm-world.c tests/protocol/dmm-world.h
LINK_DMM = tests/protocol/libdmmworld.a $(LINK_MODELS)
check_PROGRAMS += tests/protocol/test-dmm-closed-forms
tests_protocol_test_dmm_closed_forms_LDADD = $(LINK_DMM)
check_PROGRAMS += tests/protocol/test-dmm-dialogues
tests_protocol_test_dmm_dialogues_LDADD = $(LINK_DMM)
check_PROGRAMS += tests/protocol/test-dmm-faults
tests_protocol_test_dmm_faults_LDADD = $(LINK_DMM)

MAG_SCENE = tests/protocol/mag-scene.c tests/protocol/mag-scene.h \
  $(PROTOCOL_WORLD)
check_PROGRAMS += tests/protocol/test-mag tests/protocol/test-mag-binding
tests_protocol_test_mag_SOURCES = tests/protocol/test-mag.c $(MAG_SCENE)
tests_protocol_test_mag_binding_SOURCES = \
  tests/protocol/test-mag-binding.c $(MAG_SCENE)
tests_protocol_test_mag_LDADD = $(LINK_MODELS)
tests_protocol_test_mag_binding_LDADD = $(LINK_MODELS)

check_PROGRAMS += tests/protocol/test-pmipv6
tests_protocol_test_pmipv6_SOURCES = tests/protocol/test-pmipv6.c $(PROTOCOL_WORLD)
tests_protocol_test_pmipv6_LDADD = $(LINK_MODELS)

check_PROGRAMS += tests/protocol/test-ipv6
tests_protocol_test_ipv6_SOURCES = tests/protocol/test-ipv6.c $(PROTOCOL_WORLD)
tests_protocol_test_ipv6_LDADD = $(LINK_MODELS)
check_PROGRAMS += tests/protocol/test-dmm-release
tests_protocol_test_dmm_release_LDADD = $(LINK_DMM)
