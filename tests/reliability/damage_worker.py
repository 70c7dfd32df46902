"""Asks a damaged copy of an index, case after case; the parent reads a line for each and sees where it died."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

from qa.encoder.onnx_encoder import open_encoder
from qa.errors import QaError
from qa.ingestion.sources.corpus import read_corpus
from qa.records import Article
from qa.service import Service
from qa.settings import Settings
from qa.upkeep import examine, repair
from tests.reliability.damage import Damage

QUESTIONS = ("when is Ninh Thuan 1 expected to be signed?", "What did the ambassador say about vaccines?")


def main(pristine: Path, corpus: Path, work: Path) -> None:
    """Read damages as JSON lines; for each, write what the copy answered, and what doctor made of it."""
    settings = replace(Settings(), index_dir=work)
    encoder = open_encoder(settings)
    texts = {found.id: found.text for found in read_corpus([corpus], max_chars=10**6) if isinstance(found, Article)}

    def ask() -> list[list[object]]:
        service = Service(settings, encoder)
        hits = [hit for question in QUESTIONS for hit in service.ask(question, top_k=5).hits]
        for hit in hits:
            cited = hit.citation
            if texts[cited.article_id][cited.start : cited.end] != cited.quote:
                raise AssertionError(f"wrong words: {cited.quote!r}")
        return [[hit.citation.article_id, hit.citation.start, hit.citation.end] for hit in hits]

    shutil.copytree(pristine, work)
    expected = ask()
    for line in sys.stdin:
        shutil.rmtree(work)
        shutil.copytree(pristine, work)
        damage = Damage(**json.loads(line))
        damage.apply(work)
        report: dict[str, object] = {"damage": str(damage)}
        try:
            report["asked"] = "the same" if ask() == expected else "another order"
        except QaError as error:
            report["asked"], report["error"], report["next"] = "refused", error.message, error.next_step
        faults = [finding for finding in examine(settings) if not finding.ok]
        report["found"] = [f"{finding.check}: {finding.message}" for finding in faults]
        report["steps"] = [finding.next_step for finding in faults]
        if not faults:
            print(json.dumps(report), flush=True)  # noqa: T201 (the parent reads it)
            continue
        try:
            repair(settings)
            report["repaired"] = "in order" if all(one.ok for one in examine(settings)) else "not in order"
            if report["repaired"] == "in order":
                report["after"] = "the same" if ask() == expected else "another order"
        except QaError as error:
            report["repaired"] = f"refused: {error}"
        print(json.dumps(report), flush=True)  # noqa: T201 (the parent reads it)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
