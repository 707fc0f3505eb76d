/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/bridge/roles.h"

const struct attach_role *const attach_roles[]
    = { &role_mobile_node, &role_correspondent, &role_entity, NULL };
