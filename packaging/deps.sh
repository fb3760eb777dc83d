#!/usr/bin/env bash
# Installs the Debian or Ubuntu packages of the groups that are named, and only those that are missing.
#
#   packaging/deps.sh build window mail-servers     install what is missing
#   packaging/deps.sh --list build                  print the group's packages
#
# It is quiet and quick when everything is there, and refreshes the package lists only when they are needed.
set -euo pipefail

group() {
	case "$1" in
	build) # a C compiler and the headers of the window system
		echo gcc libc6-dev pkg-config libgl-dev libegl-dev libgles-dev libx11-dev libxcursor-dev libxrandr-dev \
			libxinerama-dev libxi-dev libxxf86vm-dev libwayland-dev libxkbcommon-dev ;;
	window) # a window where there is no screen
		echo xvfb libgl1 libgl1-mesa-dri libgles2 ;;
	mail-servers) # real servers for the tests; smtp-source for the benchmarks comes with postfix
		echo postfix dovecot-core dovecot-imapd ;;
	measure) # counts how often the program waits for the disk; a yardstick for the import
		echo strace sqlite3 ;;
	tools)
		echo git make ca-certificates ;;
	*)
		echo "packaging/deps.sh: no group named \"$1\" (build, window, mail-servers, measure, tools)" >&2
		return 2 ;;
	esac
}

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

if [ "${1:-}" = --list ]; then
	shift
	for g in "$@"; do group "$g"; done
	exit
fi

missing=()
for g in "$@"; do
	packages=$(group "$g")
	if ! command -v dpkg-query >/dev/null; then
		echo "This is no Debian or Ubuntu. Please install what corresponds to: $packages" >&2
		continue
	fi
	for p in $packages; do
		installed "$p" || missing+=("$p")
	done
done
[ ${#missing[@]} -gt 0 ] || exit 0

echo "Installing: ${missing[*]}" >&2
root=()
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null || { echo "Please install as root: apt-get install ${missing[*]}" >&2; exit 1; }
	root=(sudo)
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() { "$@" >"$log" 2>&1 </dev/null || { cat "$log" >&2; return 1; }; }
# An interrupted or parallel installation holds the lock for a while: wait for it instead of failing.
apt=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)

# Postfix asks at installation what to be. "No configuration" leaves it without a main.cf, and without one its service
# never starts, now or at the next boot: no port is opened. The tests run an instance of their own on loopback.
if printf '%s\n' "${missing[@]}" | grep -qx postfix && command -v debconf-set-selections >/dev/null; then
	echo 'postfix postfix/main_mailer_type select No configuration' | "${root[@]}" debconf-set-selections
fi
# Dovecot's service would be started as well; the tests start what they need themselves.
policy=/usr/sbin/policy-rc.d
if printf '%s\n' "${missing[@]}" | grep -qE '^(postfix|dovecot)' && [ ! -e $policy ]; then
	printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee $policy >/dev/null
	"${root[@]}" chmod 755 $policy
	trap 'rm -f "$log"; "${root[@]}" rm -f $policy' EXIT
fi

install=("${apt[@]}" install --no-install-recommends "${missing[@]}")
if ! "${install[@]}" >"$log" 2>&1 </dev/null; then
	quietly "${apt[@]}" update
	quietly "${install[@]}"
fi
