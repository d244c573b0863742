# SPDX-License-Identifier: Apache-2.0
"""tools/hearsay.py and tools/gap.py on readings made by hand."""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools"))
import gap  # noqa: E402
import hearsay  # noqa: E402

TEXT = "Ada Brunn said Norholm sank the ferry."


def reading(content, cue=(10, 14)):
    return {"attributions": [{"cue": [list(cue)], "content": [list(content)]}]}


class Hearsay(unittest.TestCase):
    line = {"id": "a", "text": TEXT, "fact": "Norholm sank the ferry", "why": "passed on", "plain": False}

    def test_an_event_in_a_content_is_no_fact(self):
        self.assertFalse(hearsay.is_wrong(self.line, reading((15, 37))))

    def test_an_event_that_nobody_says_is_a_false_fact(self):
        self.assertTrue(hearsay.is_wrong(self.line, {"attributions": []}))
        self.assertTrue(hearsay.is_wrong(self.line, reading((15, 28))))

    def test_a_content_that_holds_its_own_cue_does_not_count(self):
        self.assertTrue(hearsay.is_wrong(self.line, reading((0, 37))))

    def test_a_plain_event_in_a_content_is_false_hearsay(self):
        plain = dict(self.line, plain=True)
        self.assertTrue(hearsay.is_wrong(plain, reading((15, 37))))
        self.assertFalse(hearsay.is_wrong(plain, reading((0, 9))))

    def test_the_sentences_are_the_same_every_time_and_hold_their_event(self):
        first = list(hearsay.sentences())
        self.assertEqual(first, list(hearsay.sentences()))
        self.assertEqual(len(first), len({line["text"] for line in first}))
        self.assertTrue(all(line["fact"] in line["text"] for line in first))


class Gap(unittest.TestCase):
    row = {"Pronoun": "She", "Pronoun-offset": "20", "A": "Ada", "A-offset": "0", "A-coref": "TRUE",
           "B": "Ruth", "B-offset": "9", "B-coref": "FALSE"}

    def judged(self, *mentions):
        return gap.judged(self.row, {"actors": [{"mentions": m} for m in mentions]})

    def test_a_name_is_meant_when_an_actor_has_it_and_the_pronoun(self):
        self.assertEqual(self.judged([[0, 9], [20, 23]], [[9, 13]]), ("female", [(True, True), (False, False)]))

    def test_without_a_mention_of_the_pronoun_nobody_is_meant(self):
        self.assertEqual(self.judged([[0, 3]]), ("female", [(False, True), (False, False)]))
        self.assertEqual(gap.judged(self.row, {}), ("female", [(False, True), (False, False)]))


if __name__ == "__main__":
    unittest.main()
