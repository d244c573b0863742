#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Feeds, mail, tables, PDF and office documents, as a person reads them.
load common

source=$BATS_TEST_DIRNAME/../..
files=$source/tests/golden/formats

@test "each entry of a feed is a document with its own facts" {
    run -0 read_small --json "$files/rss.xml"
    [ "${#lines[@]}" -eq 2 ]
    [[ ${lines[0]} == *'"title":"Mayor of Veldam ‘never promised’ a bridge"'* ]]
    [[ ${lines[1]} == *'"outlet":"Northern Wire"'* ]]
}

@test "a mail on standard input gives its text and its attachments" {
    run -0 read_small --json - <"$files/message.eml"
    [ "${#lines[@]}" -eq 3 ]
    [[ ${lines[0]} == *'“None of it is true,” the ministry wrote.'* ]]
    [[ ${lines[1]} == *'Das Amt in Köln schwieg.'* ]]
    [[ ${lines[2]} == *'"author":"Anna Berg"'* ]]
}

@test "a row of a table without a text is named and the others are read" {
    run --separate-stderr -1 read_small --json "$files/table.csv"
    [ "${#lines[@]}" -eq 3 ]
    [[ $stderr == *'The row has no text.'* ]]
}

@test "a PDF gives its text and its pages, and the table cites them" {
    command -v pdftotext || skip "no pdftotext here"
    run -0 read_small --json "$files/report.pdf"
    [[ ${lines[0]} == *'“an occupying power” and asked it to withdraw.'* ]]
    [[ ${lines[0]} == *'"pages":[[1,0],[2,492],[3,618],[4,618]]'* ]]
    run -0 "$DIXIT" read --model "$source/models/default.dixit" "$files/report.pdf"
    [[ $output == *'(p. 1)'*'(p. 2)'* ]]
}

@test "office documents give their text, others say what to do" {
    run --separate-stderr -1 read_small --json "$files/letter.docx" "$files/letter.odt" "$files/sheet.xlsx"
    [ "${#lines[@]}" -eq 2 ]
    [[ ${lines[0]} == *'“forcibly annexed” by Ostra[1] in 1948.'* ]]
    [[ ${lines[1]} == *'Berg said[1] that the raids went on.'* ]]
    [[ $stderr == *'save it as CSV'* ]]
}

@test "a scan without text says that it needs OCR" {
    command -v pdftotext || skip "no pdftotext here"
    run -1 read_small "$files/scan.pdf"
    [[ $output == *'0 words: needs OCR'* ]]
}

@test "a folder gives feeds, mail and tables too" {
    mkdir f
    cp "$files/atom.xml" "$files/flowed.eml" "$files/table.tsv" "$files/story.md" f/
    run -0 read_small --json --no-text f
    [ "${#lines[@]}" -eq 6 ]
}
