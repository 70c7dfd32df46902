"""What a quick start for sentence-transformers and faiss does: paragraphs, one vector each, nearest five.

    python benchmarks/reference.py FOLDER "when is it expected to be signed?" [--store FILE]

With --store the vectors are kept, so that a second question costs no more than loading and one search.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import faiss
from sentence_transformers import SentenceTransformer

from qa.encoder.model_source import find_model
from qa.settings import DEFAULT_MODEL


def main() -> None:
    """Print the five paragraphs nearest to the question, with score and file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("question")
    parser.add_argument("--store", type=Path)
    args = parser.parse_args()

    files = sorted([*args.folder.rglob("*.txt"), *args.folder.rglob("*.md")])
    paragraphs = [(f.name, p.strip()) for f in files for p in f.read_text("utf-8").split("\n\n") if p.strip()]
    model = SentenceTransformer(str(find_model(DEFAULT_MODEL).folder), device="cpu")
    if args.store and args.store.exists():
        index = faiss.read_index(str(args.store))
    else:
        vectors = model.encode([text for _, text in paragraphs], normalize_embeddings=True)
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        if args.store:
            faiss.write_index(index, str(args.store))
    scores, rows = index.search(model.encode([args.question], normalize_embeddings=True), min(5, len(paragraphs)))
    for score, row in zip(scores[0], rows[0], strict=True):
        name, text = paragraphs[row]
        print(f"{score:.3f}  {name}\n       {text}\n")


if __name__ == "__main__":
    main()
