#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Web pages, as a person reads them.
load common

page() {
    printf '<!doctype html><html lang=en><head><title>The harbour closes | Harbour Post</title>'
    printf '<meta property="og:title" content="The harbour closes"><meta name=author content="By Mira Holm"></head>'
    printf '<body><nav><a href=/>Start</a></nav><h1>The harbour closes</h1><p>Anna Berg said on Sunday that “the harbour” would close '
    printf 'at noon, and that nobody had asked her about it.</p><p>The mayor denied it.</p><footer>Letters to the editor</footer></body></html>\n'
}

@test "a page is read by what it is and not by its name" {
    page >page.txt
    run -0 read_small --json page.txt
    [[ $output == *'"text":"The harbour closes\n\nAnna Berg said on Sunday that “the harbour” would close at noon'* ]]
    [[ $output == *'The mayor denied it."'* && $output == *'"body":[20,'* ]]
    [[ $output == *'"title":"The harbour closes"'* && $output == *'"author":"Mira Holm"'* && $output == *'"language":"en"'* ]]
    [[ $output == *'"media_type":"text/html"'* && $output == *'"charset":"utf-8"'* ]]
}

@test "a folder gives its pages too, whatever their ending" {
    mkdir f
    page >f/a.html
    page >f/b.HTM
    page >f/c.xhtml
    run -0 read_small --json --no-text f
    [ "${#lines[@]}" -eq 3 ]
    [[ ${lines[1]} == *'"file":"f/b.HTM"'* ]]
}

@test "a page in a small limit keeps the beginning of its text" {
    page >page.html
    run -0 read_small --json --max-bytes 30 page.html
    [[ $output == *'"text":"The harbour closes\n\nAnna Berg "'* ]]
}

@test "a page comes from standard input" {
    run -0 read_small --json - < <(page)
    [[ $output == *'"title":"The harbour closes"'* ]]
}

@test "a page without any text is named" {
    printf '<html><body><script>1</script></body></html>' >empty.html
    run -1 read_small empty.html
    [[ $output == *empty.html* ]]
}
