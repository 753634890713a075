#!/bin/sh
# Chromium and Prometheus from Debian's packages, installed when they are missing and this is root.
set -eu

missing=''
[ -x /usr/bin/chromium ] || missing="$missing chromium"
command -v prometheus >/dev/null || missing="$missing prometheus"
[ -z "$missing" ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
  echo "Missing:$missing. As root: apt-get install --no-install-recommends$missing" >&2
  exit 1
fi
apt-get update -q
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
