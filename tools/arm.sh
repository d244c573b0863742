#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# arm.sh: builds Dixit for 64-bit ARM and runs it under emulation: the kernel tests, and the examples, whose readings must be the same bytes
# as this machine's own program gives.
#
#     tools/arm.sh [FOLDER]     FOLDER (build-arm) holds the build and the ARM libraries, fetched by apt without being installed
#
# Needs gcc-aarch64-linux-gnu, qemu-user and a built program in build/ (or where DIXIT_BUILD says).
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
out=$(mkdir -p "${1:-$here/build-arm}" && cd "${1:-$here/build-arm}" && pwd)
. "$here/tools/need.sh"
own=${DIXIT_BUILD:-$here/build}/dixit
for program in aarch64-linux-gnu-gcc qemu-aarch64; do
    command -v "$program" >/dev/null || { echo "arm.sh: $program is missing (apt-get install gcc-aarch64-linux-gnu qemu-user)" >&2; exit 1; }
done

# The libraries that the build needs, unpacked into a folder: an apt of its own that believes nothing is installed.
if [ ! -f "$out/root/ready" ]; then
    mkdir -p "$out/apt/lists/partial" "$out/apt/archives/partial" "$out/root"
    : >"$out/apt/status"
    cat >"$out/apt/conf" <<END
APT::Architecture "arm64";
APT::Architectures {"arm64";};
Dir::State "$out/apt";
Dir::State::lists "$out/apt/lists";
Dir::State::status "$out/apt/status";
Dir::Cache "$out/apt";
Dir::Cache::archives "$out/apt/archives";
END
    packages=$(for name in $build_needs cmocka; do package "$name"; done | tr ' ' '\n' | grep '^lib')
    export APT_CONFIG="$out/apt/conf"
    apt-get -qq update
    # shellcheck disable=SC2086 # a list of words
    apt-get -qq install --download-only -y --no-install-recommends $packages
    unset APT_CONFIG
    for package in "$out"/apt/archives/*.deb; do
        dpkg-deb -x "$package" "$out/root"
    done
    touch "$out/root/ready"
fi

# pkg-config of the ARM libraries, the compiler, and the emulator to run what is built.
if [ ! -f "$out/build/build.ninja" ]; then
    libraries=$out/root/usr/lib/aarch64-linux-gnu
    cat >"$out/cross" <<END
[binaries]
c = 'aarch64-linux-gnu-gcc'
ar = 'aarch64-linux-gnu-ar'
strip = 'aarch64-linux-gnu-strip'
pkgconfig = 'pkg-config'
exe_wrapper = ['qemu-aarch64', '-L', '$out/root', '-E', 'LD_LIBRARY_PATH=$libraries:$out/root/lib/aarch64-linux-gnu']
[properties]
sys_root = '$out/root'
pkg_config_libdir = '$libraries/pkgconfig:$out/root/usr/share/pkgconfig'
[built-in options]
c_args = ['--sysroot=$out/root']
c_link_args = ['--sysroot=$out/root']
[host_machine]
system = 'linux'
cpu_family = 'aarch64'
cpu = 'aarch64'
endian = 'little'
END
    meson setup "$out/build" "$here" --cross-file "$out/cross" -Dtests=enabled >"$out/setup.log" || { cat "$out/setup.log"; exit 1; }
fi
ninja -C "$out/build" dixit tests/kernels/kernels_test >"$out/build.log" || { tail -n 40 "$out/build.log"; exit 1; }

emulated()
{
    qemu-aarch64 -L "$out/root" -E "LD_LIBRARY_PATH=$out/root/usr/lib/aarch64-linux-gnu:$out/root/lib/aarch64-linux-gnu" "$@"
}
DIXIT_MODELS=$here/models
export DIXIT_MODELS
emulated "$out/build/tests/kernels/kernels_test"
for file in "$here"/examples/*.txt; do
    DIXIT_KERNELS=neon emulated "$out/build/dixit" read --json "$file" >"$out/theirs"
    "$own" read --json "$file" >"$out/ours"
    cmp "$out/ours" "$out/theirs"
    echo "$(basename "$file"): the same bytes on ARM"
done
