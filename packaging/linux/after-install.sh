#!/bin/sh
# Runs as root after the package is unpacked (dpkg: postinst).
set -e
app=/opt/timewait-lab
root=$app/resources/app

ln -sf "$app/timewait-lab" /usr/bin/timewait-lab

# Chromium's own sandbox: by user namespaces where everybody may make them, else by its set-user-id helper.
if unshare --user --map-root-user true 2>/dev/null && [ "$(cat /proc/sys/kernel/apparmor_restrict_unprivileged_userns 2>/dev/null || echo 0)" != 1 ]; then
  chmod 0755 "$app/chrome-sandbox"
else
  chown root:root "$app/chrome-sandbox"
  chmod 4755 "$app/chrome-sandbox"
fi

# The laboratory's namespaces, where AppArmor restricts them (Ubuntu 23.10 and later). Older AppArmors do not know the rule, and need none.
if [ "$(cat /proc/sys/kernel/apparmor_restrict_unprivileged_userns 2>/dev/null || echo 0)" = 1 ]; then
  sed "s|@ROOT@|$root|" "$root/resources/apparmor/timewait-lab" > /etc/apparmor.d/timewait-lab
  apparmor_parser -r /etc/apparmor.d/timewait-lab || echo 'timewait-lab: the AppArmor profile was not loaded; twlab doctor says what is missing' >&2
fi

if command -v update-mime-database >/dev/null; then update-mime-database /usr/share/mime || true; fi
if command -v update-desktop-database >/dev/null; then update-desktop-database /usr/share/applications || true; fi
