# SPDX-License-Identifier: Apache-2.0
"""tools/score_sentences.py on an invented treebank."""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools"))
import score  # noqa: E402
import score_sentences  # noqa: E402

TREEBANK = """# newdoc id = news_ferry
# newpar id = p1
# text = The ferry sails.
1\tThe\tthe\tDET\t_\t_\t2\tdet\t_\t_
2\tferry\tferry\tNOUN\t_\t_\t3\tnsubj\t_\t_
3\tsails\tsail\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No
4\t.\t.\tPUNCT\t_\t_\t3\tpunct\t_\t_

# text = "Go on
1\t"\t"\tPUNCT\t_\t_\t2\tpunct\t_\tSpaceAfter=No
2\tGo\tgo\tVERB\t_\t_\t0\troot\t_\t_
3\ton\ton\tADP\t_\t_\t2\tcompound\t_\tSpaceAfter=No

# text = "
1\t"\t"\tPUNCT\t_\t_\t0\troot\t_\tNote=1|SpaceAfter=No

# newpar id = p2
# text = Brunn left.
1\tBrunn\tBrunn\tPROPN\t_\t_\t2\tnsubj\t_\t_
2\tleft\tleave\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No
3\t.\t.\tPUNCT\t_\t_\t2\tpunct\t_\t_

# newdoc id = news_other
# text = No.
1\tNo\tno\tINTJ\t_\t_\t0\troot\t_\tSpaceAfter=No
2\t.\t.\tPUNCT\t_\t_\t1\tpunct\t_\t_
"""


def figures(sentences, doc):
    tally = score.Tally()
    score_sentences.count(tally, doc, {"sentences": sentences})
    return tally.f1("sentences")


class Text(unittest.TestCase):
    def setUp(self):
        self.docs = score_sentences.treebank(line + "\n" for line in TREEBANK.split("\n"))

    def test_paragraphs_are_lines_and_no_space_stands_where_the_last_token_has_none(self):
        self.assertEqual([d["text"] for d in self.docs], ['The ferry sails. "Go on"\nBrunn left.', "No."])

    def test_sentences_are_where_they_stand_in_the_text(self):
        doc = self.docs[0]
        self.assertEqual([doc["text"][s:e] for s, e in doc["sentences"]], ["The ferry sails.", '"Go on', '"', "Brunn left."])


class Figures(unittest.TestCase):
    doc = {"id": "d", "text": "One two. Three\nfour.", "sentences": [[0, 8], [9, 20]]}

    def test_gold_against_itself_is_all_right(self):
        self.assertEqual(figures(self.doc["sentences"], self.doc)["f1"], 100.0)

    def test_white_space_at_the_edges_does_not_count(self):
        self.assertEqual(figures([[0, 9], [8, 20]], self.doc)["f1"], 100.0)

    def test_a_sentence_cut_in_two_is_lost_with_both_halves_wrong(self):
        self.assertEqual(figures([[0, 8], [9, 14], [15, 20]], self.doc), {"p": 33.33, "r": 50.0, "f1": 40.0})

    def test_no_sentences_is_nought(self):
        self.assertEqual(figures([], self.doc)["f1"], 0.0)


if __name__ == "__main__":
    unittest.main()
