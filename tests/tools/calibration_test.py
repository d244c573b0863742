# SPDX-License-Identifier: Apache-2.0
"""tools/calibration.py on invented confidences and an invented document."""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools"))
import calibration  # noqa: E402

TEXT = "Ada Brunn said the ferry is safe. Elvgren denied it."
BRUNN = {"id": "1", "source": [[0, 9]], "cue": [[10, 14]], "content": [[15, 32]]}
ELVGREN = {"id": "2", "source": [[34, 41]], "cue": [[42, 48]], "content": [[49, 51]]}


def doc(*rows):
    return {"id": "d", "text": TEXT, "attributions": list(rows)}


class Judged(unittest.TestCase):
    def test_what_counts_is_what_the_scorer_counts(self):
        wrong = dict(ELVGREN, source=[[0, 9]], confidence=0.4)
        self.assertEqual(calibration.judged(doc(BRUNN, ELVGREN), doc(dict(BRUNN, confidence=0.9), wrong)), [(0.9, True), (0.4, False)])

    def test_nested_ones_are_left_out_where_gold_has_one_level(self):
        inner = dict(ELVGREN, parent="1", confidence=0.5)
        self.assertEqual(calibration.judged(doc(BRUNN), doc(dict(BRUNN, confidence=1.0), inner)), [(1.0, True)])

    def test_nothing_found_is_nothing_judged(self):
        self.assertEqual(calibration.judged(doc(BRUNN), {}), [])


class Error(unittest.TestCase):
    def test_it_is_nought_where_each_bin_keeps_its_word(self):
        self.assertAlmostEqual(calibration.error(calibration.binned([(0.5, True), (0.5, False), (1.0, True)])), 0.0)

    def test_it_is_the_gap_weighted_by_the_size_of_the_bin(self):
        pairs = [(0.9, True), (0.9, False), (0.1, False), (0.1, False)]  # 0.4 off for two, 0.1 for the others
        self.assertAlmostEqual(calibration.error(calibration.binned(pairs)), 0.25)

    def test_a_tenth_opens_its_bin_and_one_belongs_to_the_last(self):
        self.assertEqual([row[0] for row in calibration.binned([(0.3, True), (0.7, True), (1.0, True), (0.0, False)])],
                         [1, 0, 0, 1, 0, 0, 0, 1, 0, 1])

    def test_nothing_is_no_division(self):
        self.assertEqual(calibration.error(calibration.binned([])), 0.0)

    def test_bins_of_documents_add_up(self):
        a, b = calibration.binned([(0.9, True)]), calibration.binned([(0.9, False)])
        self.assertEqual(calibration.added([a, b])[9], [2, 1.8, 1])


if __name__ == "__main__":
    unittest.main()
