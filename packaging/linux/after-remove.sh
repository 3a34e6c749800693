#!/bin/sh
# Runs as root after the package's files are gone (dpkg: postrm); not when it is replaced by another version.
set -e
case ${1:-remove} in
  remove|purge)
    rm -f /usr/bin/timewait-lab
    if [ -f /etc/apparmor.d/timewait-lab ]; then
      if command -v apparmor_parser >/dev/null; then apparmor_parser -R /etc/apparmor.d/timewait-lab || true; fi
      rm -f /etc/apparmor.d/timewait-lab
    fi
    if command -v update-mime-database >/dev/null; then update-mime-database /usr/share/mime || true; fi
    if command -v update-desktop-database >/dev/null; then update-desktop-database /usr/share/applications || true; fi
    ;;
esac
