"""Ask an archive what its interviewers asked: how often the reply comes first, and not the question.

    python benchmarks/asked_again.py INDEX [QUESTIONS]

At most 150 questions, drawn by a fixed seed: last sentences, 40 to 160 characters, of a passage that ends in a question
mark, whose first reply has 150 characters or more. Openers such as "So," are left out, as who asks would. Each is asked
twice: as it stands, and as "what about" with its words of meaning alone.
"""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

from qa.names.name_words import FUNCTION_WORDS
from qa.records import Passage
from qa.service import Service, open_service
from qa.settings import Settings
from qa.text.sentences import sentences_of
from qa.text.words import LETTERS

SEED = 3
_OPENERS = re.compile(r"^(?:(?:So|And|But|Well|Yeah|Okay|Right|Now|like|you know|I mean)[,\s–-]+)+", re.IGNORECASE)


def questions_of(passages: tuple[Passage, ...]) -> list[tuple[str, Passage, list[Passage]]]:
    """Return what is asked in an article, by whom, and the first passages that reply."""
    found = []
    for passage in passages:
        replies = [
            p for p in passages if p.question and p.question.start <= passage.start and passage.end <= p.question.end
        ]
        last = sentences_of(passage.text)[-1]
        asked = passage.text[last.start : last.end].strip()
        if replies and asked.endswith("?") and 40 <= len(asked) <= 160 and len(replies[0].text) >= 150:
            found.append((_OPENERS.sub("", asked), passage, replies[:3]))
    return found


def of_meaning(text: str) -> str:
    """Return the question in other words, as far as a script can: "what about" and its words of meaning."""
    words = [word for word in LETTERS.findall(text) if len(word) > 2 and word.lower() not in FUNCTION_WORDS]
    return f"what about {' '.join(words)}?"


def main(service: Service, wanted: int) -> None:
    """Print how often the question, and how often a reply to it, comes first, and how often it is among five at all."""
    views = (service.article(article.id) for article in service.list_articles())
    found = [one for view in views for one in questions_of(view.passages)]
    random.Random(SEED).shuffle(found)
    for name, reword in (("as it stands", str), ("words of meaning", of_meaning)):
        counted = {"itself first": 0, "a reply first": 0, "itself among five": 0}
        for text, passage, replies in found[:wanted]:
            ids = [hit.passage.id for hit in service.ask(reword(text), top_k=5).hits]
            counted["itself first"] += ids[0] == passage.id
            counted["a reply first"] += ids[0] in {reply.id for reply in replies}
            counted["itself among five"] += passage.id in ids
        asked = len(found[:wanted])
        shares = ", ".join(f"{what} {count / asked:.3f}" for what, count in counted.items())
        print(f"{asked} questions, {name}: {shares}")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    with open_service(Settings.from_env().with_values(index_dir=Path(sys.argv[1]))) as opened:
        main(opened, int(sys.argv[2]) if len(sys.argv) == 3 else 150)
