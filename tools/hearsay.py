#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hearsay of many kinds, about invented states and people, to see that it never comes out as fact, nor plain telling as hearsay.

  hearsay.py make > hearsay.jsonl          the sentences, the same ones on every run
  hearsay.py score hearsay.jsonl SYSTEM    SYSTEM: readings (dixit read --json hearsay.jsonl)

Each line: {"id", "text", "fact": the words of the event, "why": the kind, "plain": true where the outlet tells it itself}.
A false fact: at least a fifth of the event's characters lie in no attribution's content, or only in one that holds its own cue.
A false hearsay: over a fifth of a plain event lies in contents.
"""
import json
import sys

ACTORS = ["Kelvaria", "the Dorstan army", "Pellia", "the Morrow Party", "militias in Harn", "Northmoor Steel", "Mayor Ida Brandt", "the Tervo council"]
EVENTS = [
    ("shelled the harbour of Lisk", "shelling the harbour of Lisk"),
    ("withheld the results of the water tests", "withholding the results of the water tests"),
    ("paid two inspectors to look away", "paying two inspectors to look away"),
    ("forced 300 families out of the valley", "forcing 300 families out of the valley"),
    ("tapped the telephones of judges", "tapping the telephones of judges"),
    ("burned the archive at Oden", "burning the archive at Oden"),
    ("sold spoiled grain to schools", "selling spoiled grain to schools"),
    ("opened fire on a ferry", "opening fire on a ferry"),
]
SPEAKERS = ["a former guard", "Judge Lena Oster", "the union", "Bram Holt", "two nurses", "the ministry", "residents", "the harbour master"]
OTHERS = ["Ruth Salo", "the governor", "a second witness", "the Evening Ferry", "aid workers", "an opposition member", "his lawyer", "the embassy"]

# {a} who did it, {v} did it, {g} doing it, {s} and {o} who speak. The event is {a} {v} unless a third part says otherwise.
KINDS = [
    ("modality", "{a} may well have {v}, {s} said.", "{v}"),
    ("modality", "{s} said {a} could have {v} without anybody noticing.", "{v}"),
    ("modality", "According to {s}, {a} must have {v}.", "{v}"),
    ("conditional", "If {a} {v}, as {s} claims, the treaty is void."),
    ("conditional", "{s} said that if {a} {v}, somebody would have seen it."),
    ("conditional", "Were it true, as {o} alleges, that {a} {v}, a court would have to hear it."),
    ("rumour", "Rumours that {a} {v} spread through the market within the hour."),
    ("rumour", "Word went round on Sunday that {a} {v}."),
    ("rumour", "Unconfirmed reports say {a} {v}."),
    ("headline", "{a} {v}: {s}\n\nThe town was quiet on Tuesday."),
    ("headline", "{a} ‘{v}’, {s} says\n\nThe town was quiet on Tuesday.", "{v}"),
    ("headline", "{s}: {a} {v}\n\nSchools open again next week."),
    ("negation", "{s} did not say that {a} {v}."),
    ("negation", "{s} never claimed that {a} {v}."),
    ("negation", "{s} would not confirm that {a} {v}."),
    ("question", "{o} asked {s} whether {a} {v}."),
    ("question", "{s} wondered aloud if {a} {v}."),
    ("question", "“Is it true that {a} {v}?” {o} asked."),
    ("denial of denial", "{s} dismissed the governor's denial that {a} {v}."),
    ("denial of denial", "{s} denied having denied that {a} {v}."),
    ("denial of denial", "{o} said it was false to deny that {a} {v}."),
    ("noun", "{s} repeated the allegation that {a} {v}."),
    ("noun", "The suggestion by {s} that {a} {v} angered the chamber."),
    ("noun", "There was no proof for the theory that {a} {v}, {o} said."),
    ("passive", "{a} is said to have {v}.", "{v}"),
    ("passive", "{a} was reported to have {v} in the spring.", "{v}"),
    ("passive", "{a} was accused of {g}.", "{g}"),
    ("quotation", "“In those days {a} {v},” {s} recalled."),
    ("quotation", "{s} was blunt. “{a} {v},” came the answer."),
    ("quotation", "{s} wrote in a letter: “I saw with my own eyes that {a} {v}.”"),
    ("chain", "{o}, quoting {s}, said that {a} {v}."),
    ("chain", "{o} said {s} had told friends that {a} {v}."),
    ("chain", "{o} reported that {s} believed {a} {v}."),
    ("feeling", "{s} was alarmed that {a} {v}."),
    ("feeling", "{o} doubts that {a} {v}."),
    ("adverb", "{a} purportedly {v}.", "{v}"),
    ("adverb", "The man who, supposedly, was there when {a} reportedly {v} has left the country.", "{v}"),
    ("prediction", "{s} expects a court to find that {a} {v}."),
    ("show", "Minutes of the meeting show that {a} {v}."),
    ("plain", "{a} {v} on 3 March."),
    ("plain", "Late on Friday {a} {v}, and the road stayed shut until noon."),
    ("plain", "{a} {v}. Shops closed early."),
]


def upper(text):
    return text[0].upper() + text[1:]


def sentences():
    """The sentences with what is right about them, the same ones on every run."""
    seen, number = set(), 0
    for k, (why, pattern, *part) in enumerate(KINDS):
        for i in range(16 if why != "plain" else 24):
            a, s, o = ACTORS[(i + k) % 8], SPEAKERS[(3 * i + k + i // 8) % 8], OTHERS[(5 * i + k + i // 8) % 8]
            v, g = EVENTS[(i + 3 * k + i // 8) % 8]
            if pattern.startswith("{a}") or "“{a}" in pattern or ": {a} {v}\n" in pattern:
                a = upper(a)
            if pattern.startswith("{s}"):
                s = upper(s)
            if pattern.startswith("{o}"):
                o = upper(o)
            if s.lower() == "two nurses" or s.lower() == "residents":  # the verbs above are in the singular
                pattern_here = pattern.replace("as {s} claims", "as {s} claim").replace("{s} says", "{s} say").replace("{s} was", "{s} were")
            else:
                pattern_here = pattern
            if o.lower() == "aid workers":
                pattern_here = pattern_here.replace("as {o} alleges", "as {o} allege").replace("{o} doubts", "{o} doubt")
            if s.lower() in ("two nurses", "residents"):
                pattern_here = pattern_here.replace("{s} expects", "{s} expect")
            if a.lower().startswith("militias"):
                pattern_here = pattern_here.replace("{a} is said", "{a} are said").replace("{a} was reported", "{a} were reported").replace(
                    "{a} was accused", "{a} were accused")
            words = {"a": a, "v": v, "g": g, "s": s, "o": o}
            text, fact = pattern_here.format(**words), (part[0] if part else "{a} {v}").format(**words)
            if text in seen:
                continue
            assert fact in text, (text, fact)
            seen.add(text)
            number += 1
            yield {"id": f"d{number}", "text": text, "fact": fact, "why": why, "plain": why == "plain"}


def told(line, reading):
    """How much of the event lies in contents; not in those that hold their own cue, unless the event is plain."""
    start = line["text"].find(line["fact"])
    rows = [a for a in reading["attributions"] if line["plain"] or not any(s <= c < e for s, e in a["content"] for c, _ in a["cue"])]
    places = range(start, start + len(line["fact"]))
    return sum(any(s <= i < e for a in rows for s, e in a["content"]) for i in places) / len(places)


def is_wrong(line, reading):
    """Whether the event comes out as what it is not: hearsay as fact, or plain telling as hearsay."""
    part = told(line, reading)
    return part > 0.2 if line["plain"] else part < 0.8


def score(lines, readings):
    kinds, wrong, hearsay, plain = {}, {}, 0, 0
    for line in lines:
        mistaken = is_wrong(line, readings.get(line["id"], {"attributions": []}))
        if line["plain"]:
            plain += 1
            hearsay += mistaken
        else:
            kinds[line["why"]] = kinds.get(line["why"], 0) + 1
            wrong[line["why"]] = wrong.get(line["why"], 0) + mistaken
    print(f"false facts {sum(wrong.values())} of {sum(kinds.values())}; false hearsay {hearsay} of {plain}")
    for kind, n in kinds.items():
        print(f"  {kind:17} {wrong[kind]:3} of {n}")


def main():
    if sys.argv[1:] == ["make"]:
        for line in sentences():
            print(json.dumps(line, ensure_ascii=False))
    elif sys.argv[1:2] == ["score"] and len(sys.argv) == 4:
        lines, system = ([json.loads(x) for x in open(p, encoding="utf-8") if x.strip()] for p in sys.argv[2:])
        score(lines, {r["id"]: r for r in system})
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
