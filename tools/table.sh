#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# table.sh NAME FILE: prints a C header with the table of data/reaction-kinds.txt, -targets.txt or -settle.txt, which train/reactions.py wrote:
# NAME_limits; NAME_keys, sorted, where there are any; NAME_nodes and NAME_roots, the trees.
set -eu
name=$1 file=$2
printf '/* Made from %s by tools/table.sh; run train/reactions.py instead of changing it. */\n' "$(basename "$file")"
awk -v name="$name" '
/^#/ || NF == 0 { next }
$1 == "limits" { limits = $2; for (i = 3; i <= NF; i++) limits = limits ", " $i; next }
$1 == "key" { keys = keys "    0x" $2 ",\n" }
$1 == "root" { roots = roots "    " $2 ",\n" }
$1 == "node" { nodes = nodes "    {" $2 ", " $3 ", " $4 ", " $5 "},\n" }
END {
    printf "static const int32_t %s_limits[] = {%s};\n", name, limits
    if (keys != "")
        printf "static const uint32_t %s_keys[] = {\n%s};\n", name, keys
    printf "static const int32_t %s_nodes[][4] = {\n%s};\nstatic const uint32_t %s_roots[] = {\n%s};\n", name, nodes, name, roots
}' "$file"
