# SPDX-License-Identifier: Apache-2.0
# fish completion of dixit: commands and options as `dixit help` gives them, else files.
complete -c dixit -n __fish_use_subcommand -f -a "(dixit help 2>/dev/null | string replace -rf '^  ([a-z-]+)  +(.*)' '\$1\t\$2')"
complete -c dixit -n '__fish_seen_subcommand_from help' -f -a "(dixit help 2>/dev/null | string replace -rf '^  ([a-z-]+)  +(.*)' '\$1\t\$2')"
complete -c dixit -n 'not __fish_use_subcommand; and string match -q -- "-*" (commandline -ct)' \
    -a "(dixit help (commandline -opc)[2] 2>/dev/null | string replace -rf '^ +(?:-[a-z], )?(--[a-z-]+)[ A-Z]*  +(.*)' '\$1\t\$2')"
