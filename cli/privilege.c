/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/privilege.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool
fail (const char *what, GError **error)
{
  g_set_error (error, G_FILE_ERROR, (gint)g_file_error_from_errno (errno),
               "privileges cannot be dropped: %s: %s", what,
               g_strerror (errno));
  return false;
}

/* An id that sudo(8) left in the environment, or -1. */
static long
sudo_id (const char *variable)
{
  const char *text = g_getenv (variable);
  gint64 id = text ? g_ascii_strtoll (text, NULL, 10) : 0;

  return id > 0 && id < G_MAXINT32 ? (long)id : -1;
}

static bool
become_caller (GError **error)
{
  long uid = sudo_id ("SUDO_UID"), gid = sudo_id ("SUDO_GID");
  uid_t user = (uid_t)uid;
  gid_t group = (gid_t)gid;

  if (geteuid () != 0 || uid < 0 || gid < 0)
    return true;
  if (setgroups (1, &group) != 0 || setresgid (group, group, group) != 0
      || setresuid (user, user, user) != 0)
    return fail ("changing to the user of sudo", error);
  return true;
}

bool
privilege_drop (GError **error)
{
  struct __user_cap_header_struct header
      = { .version = _LINUX_CAPABILITY_VERSION_3 };
  struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { 0 };

  if (!become_caller (error))
    return false;
  if (prctl (PR_SET_NO_NEW_PRIVS, 1ul, 0ul, 0ul, 0ul) != 0)
    return fail ("no new privileges", error);
  if (prctl (PR_CAP_AMBIENT, (unsigned long)PR_CAP_AMBIENT_CLEAR_ALL, 0ul, 0ul,
             0ul)
      != 0)
    return fail ("ambient capabilities", error);
  if (syscall (SYS_capset, &header, none) != 0)
    return fail ("capabilities", error);
  return true;
}
