#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# deb.sh: makes the Debian package of this machine's architecture.
#
#     tools/deb.sh [FOLDER]      FOLDER (build-deb) gets dixit_VERSION_ARCH.deb; its path is printed
#
# What it depends on is asked of the libraries that the program is linked with (dpkg-shlibdeps, of dpkg-dev), so that the package fits the
# release it was made on.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
out=$(mkdir -p "${1:-$here/build-deb}" && cd "${1:-$here/build-deb}" && pwd)
. "$here/tools/need.sh"
# shellcheck disable=SC2086,SC2154 # a list of words, from need.sh
need $build_needs dpkg-shlibdeps || exit 1

root=$out/root
rm -rf "$root"
[ -f "$out/build/build.ninja" ] ||
    quietly meson setup "$out/build" "$here" --prefix=/usr --libdir=lib/"$(gcc -print-multiarch)" --buildtype=release --strip || exit 1
quietly ninja -C "$out/build" || exit 1
DESTDIR=$root quietly meson install -C "$out/build" --no-rebuild || exit 1

version=$(sed -n "s/^.*version: '\([0-9.]*\)'.*/\1/p" "$here/meson.build" | head -n 1)
architecture=$(dpkg --print-architecture)
mkdir -p "$root/DEBIAN" "$root/usr/share/doc/dixit" "$out/debian"
cp "$here/NOTICE" "$here/README.md" "$here/CHANGELOG.md" "$root/usr/share/doc/dixit/"
cp "$here/LICENSE" "$root/usr/share/doc/dixit/copyright"
cp -r "$here/examples" "$root/usr/share/doc/dixit/"
gzip -9n "$root/usr/share/man/man1/dixit.1" "$root/usr/share/doc/dixit/CHANGELOG.md"
: >"$out/debian/control"
depends=$(cd "$out" && dpkg-shlibdeps -O --ignore-missing-info "$root/usr/bin/dixit" 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
[ -n "$depends" ] || { echo "deb.sh: what it depends on could not be told" >&2; exit 1; }
cat >"$root/DEBIAN/control" <<END
Package: dixit
Version: $version
Architecture: $architecture
Maintainer: The Dixit developers <dixit@localhost>
Installed-Size: $(du -sk "$root/usr" | cut -f 1)
Depends: $depends
Suggests: poppler-utils
Section: text
Priority: optional
Description: who says what about whom, how they put it, and who disputes it
 Dixit reads news, letters and reports and keeps account of every claim with
 its speaker, its exact words, the chain it came through, and who denies it.
 It works offline and never says what is true.
END
find "$root" -type d -exec chmod 755 {} +
dpkg-deb --root-owner-group -Zxz --build "$root" "$out/dixit_${version}_$architecture.deb" >/dev/null
echo "$out/dixit_${version}_$architecture.deb"
