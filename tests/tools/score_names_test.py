# SPDX-License-Identifier: Apache-2.0
"""tools/score_names.py on an invented article."""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools"))
import score  # noqa: E402
import score_names  # noqa: E402

RAW = {"id": "a", "sentences": [
    [["Ada", "B-Person"], ["Brunn", "I-Person"], ["left", "O"], ["Norholm", "B-Location"], ["Ferries", "B-Organization"]],
    [["Lines", "I-Organization"], ["on", "O"], ["Monday", "I-Date"], ["Elvgren", "I-Person"]]]}
TEXT = "Ada Brunn left Norholm Ferries Lines on Monday Elvgren"
GOLD = [[0, 9, "person"], [15, 22, "location"], [23, 30, "organisation"],
        [31, 36, "organisation"], [40, 46, "date"], [47, 54, "person"]]


def figures(names, measure="names"):
    tally = score.Tally()
    doc = {"id": "a", "text": TEXT, "names": GOLD}
    score_names.count(tally, doc, {"names": [{"span": [s, e], "kind": kind} for s, e, kind in names]})
    return tally.f1(measure)


class Article(unittest.TestCase):
    def test_tokens_stand_with_single_spaces_and_names_end_with_their_sentence(self):
        self.assertEqual(score_names.article(RAW), {"id": "a", "text": TEXT, "names": GOLD})


class Figures(unittest.TestCase):
    def test_gold_against_itself_is_all_right(self):
        self.assertEqual(figures(GOLD)["f1"], 100.0)
        self.assertEqual(figures(GOLD, "names.date")["f1"], 100.0)

    def test_another_class_or_another_end_is_wrong(self):
        self.assertEqual(figures([[0, 9, "location"], [15, 23, "location"]]), {"p": 0.0, "r": 0.0, "f1": 0.0})

    def test_one_of_two_found_of_six(self):
        self.assertEqual(figures([[0, 9, "person"], [0, 3, "person"]]), {"p": 50.0, "r": 16.67, "f1": 25.0})

    def test_a_class_has_its_own_figure(self):
        self.assertEqual(figures([[0, 9, "person"]], "names.person"), {"p": 100.0, "r": 50.0, "f1": 66.67})


if __name__ == "__main__":
    unittest.main()
