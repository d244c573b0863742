# SPDX-License-Identifier: Apache-2.0
"""tools/score.py on small invented documents whose figures were worked out by hand."""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools"))
import score  # noqa: E402

TEXT = "Ada Brunn said the ferry is safe. Elvgren denied it."
#       0   4     10   15  19    25 28  32 34      42     49


def said(source, cue, content, **more):
    return dict({"source": source, "cue": cue, "content": content}, **more)


BRUNN = said([[0, 9]], [[10, 14]], [[15, 32]])
ELVGREN = said([[34, 41]], [[42, 48]], [[49, 51]])


def figures(gold, system, gold_more=None, system_more=None):
    gold_doc = dict({"id": "d", "text": TEXT, "attributions": gold}, **gold_more or {})
    system_doc = dict({"id": "d", "text": TEXT, "attributions": system}, **system_more or {})
    return score.score([gold_doc], {"d": system_doc})


class Words(unittest.TestCase):
    def test_a_word_is_a_run_of_letters_and_digits_or_one_other_character(self):
        text = score.Text("Mid-May, 3_4 “é”")
        self.assertEqual([text.text[s:e] for s, e in zip(text.starts, text.ends)],
                         ["Mid", "-", "May", ",", "3", "_", "4", "“", "é", "”"])

    def test_a_span_covers_each_word_it_touches(self):
        self.assertEqual(score.Text("ab cd ef").words([[1, 4]]), {0, 1})

    def test_a_single_span_may_stand_alone_or_in_an_object(self):
        text = score.Text("ab cd ef")
        self.assertEqual(text.words([3, 5]), text.words({"spans": [[3, 5]]}))

    def test_a_run_breaks_at_a_gap_and_at_a_line_end(self):
        text = score.Text("a b\nc d e")
        self.assertEqual(text.runs({0, 1, 2, 4}), [(0, 1), (2, 2), (4, 4)])


class Figures(unittest.TestCase):
    def test_gold_against_itself_is_all_right(self):
        out = figures([BRUNN, ELVGREN], [BRUNN, ELVGREN])
        for role in score.ROLES:
            for measure in "exact", "runs", "overlap", "words":
                self.assertEqual(out[f"{role}.{measure}"], {"p": 100.0, "r": 100.0, "f1": 100.0})
        self.assertEqual(out["attribution"]["f1"], 100.0)

    def test_nothing_found_is_nought_and_no_division(self):
        self.assertEqual(figures([BRUNN], [])["attribution"], {"p": 0.0, "r": 0.0, "f1": 0.0})
        self.assertEqual(figures([], [])["cue.exact"], {"p": 0.0, "r": 0.0, "f1": 0.0})

    def test_one_of_two_found_gives_a_recall_of_half(self):
        self.assertEqual(figures([BRUNN, ELVGREN], [BRUNN])["attribution"], {"p": 100.0, "r": 50.0, "f1": 66.67})

    def test_a_content_cut_short_loses_exactness_but_keeps_its_words(self):
        cut = said([[0, 9]], [[10, 14]], [[15, 27]])  # "the ferry is" of "the ferry is safe"
        out = figures([BRUNN], [cut])
        self.assertEqual(out["content.exact"]["f1"], 0.0)
        self.assertEqual(out["content.overlap"], {"p": 100.0, "r": 75.0, "f1": 85.71})
        self.assertEqual(out["attribution"]["f1"], 100.0)

    def test_a_wrong_source_does_not_count(self):
        self.assertEqual(figures([BRUNN], [said([[34, 41]], [[10, 14]], [[15, 32]])])["attribution"]["f1"], 0.0)

    def test_two_absent_sources_agree(self):
        self.assertEqual(figures([said([], [[10, 14]], [[15, 32]])], [said([], [[10, 14]], [[15, 32]])])["attribution"]["f1"], 100.0)

    def test_a_missing_document_counts_as_empty(self):
        out = score.score([{"id": "d", "text": TEXT, "attributions": [BRUNN]}], {})
        self.assertEqual((out["missing"], out["attribution"]["r"]), (1, 0.0))

    def test_nested_ones_are_left_out_where_gold_has_one_level(self):
        inner = dict(ELVGREN, id="2", parent="1")
        self.assertEqual(figures([BRUNN], [dict(BRUNN, id="1"), inner])["system"], 1)

    def test_another_text_stops_the_run(self):
        with self.assertRaises(SystemExit):
            figures([BRUNN], [BRUNN], system_more={"text": TEXT + "!"})

    def test_annotators_are_counted_one_by_one(self):
        docs = [{"id": "d", "text": TEXT, "annotations": [{"attributions": [BRUNN]}, {"attributions": [ELVGREN]}]}]
        out = score.score(score.each_annotator(docs), {"d": {"id": "d", "attributions": [BRUNN]}})
        self.assertEqual(out["attribution"], {"p": 50.0, "r": 50.0, "f1": 50.0})


class Labels(unittest.TestCase):
    def test_stance_negation_and_quote_are_counted_over_right_pairs_only(self):
        gold = [dict(BRUNN, stance="state", negated=False, quote="indirect"), dict(ELVGREN, stance="deny", negated=True, quote="indirect")]
        system = [dict(BRUNN, stance="claim", negated=False, quote="indirect")]
        out = figures(gold, system)
        self.assertEqual(out["stance"], {"accuracy": 0.0, "n": 1})
        self.assertEqual(out["quote"], {"accuracy": 100.0, "n": 1})
        self.assertNotIn("negated.f1", out)

    def test_a_parent_is_right_through_its_pair(self):
        gold = [dict(BRUNN, id="g1", parent=None), dict(ELVGREN, id="g2", parent="g1")]
        system = [dict(BRUNN, id="1", parent=None), dict(ELVGREN, id="2", parent="1")]
        out = figures(gold, system)
        self.assertEqual((out["parent"], out["nested"]), ({"accuracy": 100.0, "n": 2}, {"accuracy": 100.0, "n": 1}))

    def test_an_actor_is_right_by_name_whatever_its_article_and_case(self):
        gold = [dict(BRUNN, source={"spans": [[0, 9]], "actor": "The League"})]
        system = [dict(BRUNN, source={"spans": [[0, 9]], "actor": "A1"})]
        out = figures(gold, system, system_more={"actors": [{"id": "A1", "name": "league"}]})
        self.assertEqual((out["actor"], out["wrong actor"]), ({"accuracy": 100.0, "n": 1}, {"share": 0.0, "n": 1}))

    def test_a_reaction_needs_kind_person_and_half_of_its_targets(self):
        gold = {"reactions": [{"kind": "deny", "by": "Elvgren", "to": ["1"]}]}
        good = {"reactions": [{"kind": "deny", "by": "elvgren", "to": ["1"]}]}
        poor = {"reactions": [{"kind": "deny", "by": "Brunn", "to": ["1"]}]}
        row = dict(BRUNN, id="1")
        self.assertEqual(figures([row], [row], gold, good)["reaction"]["f1"], 100.0)
        self.assertEqual(figures([row], [row], gold, poor)["reaction"]["f1"], 0.0)


if __name__ == "__main__":
    unittest.main()
