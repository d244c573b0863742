#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# bare-debian.sh: do the two commands work on a machine that has nothing but git? Run as root, needs debootstrap.
#
#     tools/bare-debian.sh [--keep] [SUITE]       SUITE: bookworm (Debian 12) or noble (Ubuntu 24.04)
#
# Makes two minimal systems in a temporary folder (about 1 GB each in the end), clones the last commit into them, and runs
# ./run read, again ./run read, ./run and ./check: in the first as root, in the second as a user with sudo. Prints each command's
# seconds and the end of its output. 1 when one of them failed. Uses the mirror of this machine's apt, for Ubuntu archive.ubuntu.com, or
# $MIRROR.
set -u
cd "$(dirname "$0")/.." || exit 1
keep=0
if [ "${1:-}" = --keep ]; then
    keep=1
    shift
fi
suite=${1:-bookworm}
script=
components=main
if [ "$suite" = noble ]; then # Debian 12's debootstrap has no script of that name; Ubuntu's are all the same one
    MIRROR=${MIRROR:-http://archive.ubuntu.com/ubuntu}
    script=gutsy
    components=main,universe
fi
mirror=${MIRROR:-$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
    sed -n 's/^URIs: *\([^ ]*\/debian\)\/*$/\1/p; s/^deb \(\[[^]]*\] \)*\([^ ]*\/debian\)\/* .*/\2/p' | head -n 1)}
mirror=${mirror:-http://deb.debian.org/debian}
command -v debootstrap >/dev/null 2>&1 || { echo "bare-debian: debootstrap is missing (apt-get install debootstrap)" >&2; exit 1; }
[ "$(id -u)" -eq 0 ] || { echo "bare-debian: debootstrap needs root" >&2; exit 1; }

work=$(mktemp -d) || exit 1
# shellcheck disable=SC2317 # called by trap
cleanup()
{
    for point in root/proc root/dev/pts user/proc user/dev/pts; do
        ! mountpoint -q "$work/$point" || umount "$work/$point"
    done
    if [ "$keep" -eq 1 ]; then
        echo "kept: $work"
    else
        rm -rf --one-file-system "$work"
    fi
}
trap cleanup EXIT
trap 'exit 1' INT TERM

# inside SYSTEM USER COMMAND: with an environment of its own.
inside()
{
    inside_home=/root
    [ "$2" = root ] || inside_home=/home/$2
    chroot --userspec="$2" "$1" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        HOME="$inside_home" LANG=C.UTF-8 USER="$2" ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
        /bin/sh -c "cd $inside_home && $3"
}

begin_system() # SYSTEM: its own /proc and terminals; debootstrap made the few devices
{
    mount -t proc proc "$1/proc"
    mkdir -p "$1/dev/pts"
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$1/dev/pts" && ln -sf pts/ptmx "$1/dev/ptmx"
    cp /etc/resolv.conf "$1/etc/resolv.conf"
    cp /etc/hosts "$1/etc/hosts"
}

end_system()
{
    umount "$1/proc" "$1/dev/pts"
}

bad=0
try() # SYSTEM USER COMMAND LINES
{
    started=$(date +%s.%N)
    inside "$1" "$2" "cd dixit && $3" >"$work/out" 2>&1
    status=$?
    printf '\n%s$ %s      (%.2f s, exit %d)\n' "$2" "$3" "$(echo "$(date +%s.%N) - $started" | awk '{ print $1 - $3 }')" $status
    if [ $status -eq 0 ]; then
        tail -n "$4" "$work/out" | sed 's/^/    /'
    else
        bad=1
        tail -n 40 "$work/out" | sed 's/^/    /'
    fi
}

trial() # SYSTEM USER
{
    cp "$work/dixit.bundle" "$1/tmp/dixit.bundle"
    chmod a+r "$1/tmp/dixit.bundle"
    inside "$1" "$2" "git -c advice.detachedHead=false clone -q /tmp/dixit.bundle dixit" || { bad=1; return; }
    try "$1" "$2" "./run read examples/letter.txt" 12
    try "$1" "$2" "./run read examples/letter.txt" 2
    try "$1" "$2" "./run" 6
    try "$1" "$2" "./check" 6
    try "$1" "$2" "./check unit" 3
    try "$1" "$2" "git status --short" 3
}

git bundle create -q "$work/dixit.bundle" HEAD || exit 1
echo "$suite from $mirror, commit $(git rev-parse --short HEAD)"
# shellcheck disable=SC2086 # $script may be no word at all
debootstrap --variant=minbase --components="$components" --include=git,ca-certificates "$suite" "$work/root" "$mirror" $script \
    >"$work/debootstrap.log" 2>&1 || {
    tail -n 20 "$work/debootstrap.log"
    exit 1
}
cp -a "$work/root" "$work/user"
printf '%s packages installed\n' "$(chroot "$work/root" dpkg-query -f '.\n' -W | wc -l)"

begin_system "$work/root"
trial "$work/root" root
end_system "$work/root"

begin_system "$work/user"
inside "$work/user" root "apt-get update && apt-get install -y --no-install-recommends sudo && useradd -m ada &&
    echo 'ada ALL=(ALL) NOPASSWD:ALL' >/etc/sudoers.d/ada" >"$work/out" 2>&1 || { cat "$work/out"; exit 1; }
trial "$work/user" ada
end_system "$work/user"

printf '\n'
[ $bad -eq 0 ] && echo "both systems: all commands worked" || echo "something failed"
exit $bad
