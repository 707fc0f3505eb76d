/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The roles there are, one file each. */
#ifndef DMMSIM_MODELS_BRIDGE_ROLES_H
#define DMMSIM_MODELS_BRIDGE_ROLES_H

#include "models/bridge/role.h"

/* The host behind the interface is a mobile node on its radio link. */
extern const struct attach_role role_mobile_node;
/* A host on a link of its own at the node of a correspondent site. */
extern const struct attach_role role_correspondent;

/* An entity outside in the place of the one at an access, anchor or controller
 * site. */
extern const struct attach_role role_entity;

#endif
