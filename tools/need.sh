# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# need.sh: sees to it that what the other scripts use is there. Read by ./run, ./check and .ci/run:
#
#     . tools/need.sh
#     need $build_needs cmocka           # names of have() below
#
# What is there is left alone, whatever the system. What is not is installed by apt, with sudo when not root. Says nothing when
# nothing is to do; returns 1 after a line that names the package when one cannot be had.

# What building needs: the one list, for ./run and ./check.
# shellcheck disable=SC2034
build_needs='gcc pkg-config meson ninja jansson libutf8proc gumbo uchardet sqlite3 libsodium libmicrohttpd'
build_needs="$build_needs libseccomp zlib liblzma libzstd"
build_needs="$build_needs expat"
build_needs="$build_needs libbrotlidec libcurl"

# have NAME: true when it is there.  package NAME: the Debian and Ubuntu package that brings it.
have()
{
    case $1 in
    gcc) command -v gcc >/dev/null 2>&1 && printf '#include <stdio.h>\n' | gcc -E - >/dev/null 2>&1 ;;
    jansson | libutf8proc | cmocka | gumbo | uchardet | sqlite3 | libsodium | libmicrohttpd) pkg-config --exists "$1" 2>/dev/null ;;
    expat) pkg-config --exists expat 2>/dev/null ;;
    libseccomp | zlib | liblzma | libzstd) pkg-config --exists "$1" 2>/dev/null ;;
    libbrotlidec | libcurl) pkg-config --exists "$1" 2>/dev/null ;;
    clang) command -v clang >/dev/null 2>&1 ;;
    clang-runtime) # the libraries of -fsanitize=… for clang
        printf 'int LLVMFuzzerTestOneInput(const char *, unsigned long);\nint LLVMFuzzerTestOneInput(const char *a, unsigned long b) { return a && b > 99; }\n' |
            clang -fsanitize=fuzzer,address -x c - -o "${TMPDIR:-/tmp}/dixit-have-$$" 2>/dev/null &&
            rm -f "${TMPDIR:-/tmp}/dixit-have-$$" ;;
    g++) command -v g++ >/dev/null 2>&1 && printf '#include <cstdio>\n' | g++ -x c++ -E - >/dev/null 2>&1 ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
    esac
}

package()
{
    case $1 in
    gcc) echo gcc libc6-dev ;;
    ninja) echo ninja-build ;;
    jansson) echo libjansson-dev ;;
    libutf8proc) echo libutf8proc-dev ;;
    cmocka) echo libcmocka-dev ;;
    gumbo) echo libgumbo-dev ;;
    uchardet) echo libuchardet-dev ;;
    sqlite3) echo libsqlite3-dev ;;
    libsodium) echo libsodium-dev ;;
    libmicrohttpd) echo libmicrohttpd-dev ;;
    zlib) echo zlib1g-dev ;;
    expat) echo libexpat1-dev ;;
    libbrotlidec) echo libbrotli-dev ;;
    libcurl) echo libcurl4-openssl-dev ;;
    libseccomp | liblzma | libzstd) echo "$1-dev" ;;
    prove) echo perl ;;
    node) echo nodejs ;;
    dpkg-shlibdeps) echo dpkg-dev ;;
    aarch64-linux-gnu-gcc) echo gcc-aarch64-linux-gnu ;;
    qemu-aarch64) echo qemu-user ;;
    # its version follows clang's: libclang-rt-14-dev on Debian 12, -18- on Ubuntu 24.04
    clang-runtime) echo "libclang-rt-$(clang -dumpversion 2>/dev/null | cut -d. -f1)-dev" ;;
    *) echo "$1" ;;
    esac
}

say()
{
    printf 'dixit: %s\n' "$*" >&2
}

# as_root COMMAND…: with sudo when not root.
as_root()
{
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1; then
        sudo DEBIAN_FRONTEND=noninteractive "$@"
    else
        return 127
    fi
}

# quietly COMMAND…: its output is shown only when it fails.
quietly()
{
    quietly_log=$(mktemp) || return 1
    if "$@" >"$quietly_log" 2>&1 </dev/null; then
        rm -f "$quietly_log"
    else
        quietly_status=$?
        cat "$quietly_log" >&2
        rm -f "$quietly_log"
        return $quietly_status
    fi
}

need()
{
    need_missing=
    for need_name; do
        have "$need_name" || need_missing="$need_missing $need_name"
    done
    [ -n "$need_missing" ] || return 0

    need_packages=
    for need_name in $need_missing; do
        need_packages="$need_packages $(package "$need_name")"
    done
    need_packages=${need_packages# }
    if ! command -v apt-get >/dev/null 2>&1; then
        say "missing:$need_missing (Debian's packages: $need_packages); this system has no apt-get, please install them by hand"
        return 1
    fi
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null 2>&1; then
        say "missing:$need_missing; neither root nor sudo here, so please run as root: apt-get install $need_packages"
        return 1
    fi
    say "installing $need_packages"
    export DEBIAN_FRONTEND=noninteractive
    # Fresh lists first: a bare machine has none, an old one points at packages that are gone.
    as_root apt-get update >/dev/null 2>&1 </dev/null ||
        say "apt-get update failed; going on with the lists there are"
    need_log=$(mktemp) || return 1
    # shellcheck disable=SC2086 # a list of words
    if ! as_root apt-get install -y --no-install-recommends $need_packages >"$need_log" 2>&1 </dev/null; then
        # One by one, to name the one that cannot be had.
        for need_package in $need_packages; do
            as_root apt-get install -y --no-install-recommends "$need_package" >"$need_log" 2>&1 </dev/null ||
                say "the package $need_package cannot be had from apt: $(grep '^E: ' "$need_log" | tail -n 1)"
        done
    fi
    rm -f "$need_log"
    need_status=0
    for need_name in $need_missing; do
        if ! have "$need_name"; then
            say "$need_name is still missing (package: $(package "$need_name"))"
            need_status=1
        fi
    done
    return $need_status
}
