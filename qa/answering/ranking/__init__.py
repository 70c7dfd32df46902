"""Ranking: candidates found, then read closely and put in order.

What other packages import, and the question each module answers:

    retriever:        Which passages may answer?
    reranker:         How well does each of them answer, in its context?
    reading:          What was read of them, and what around them?
    late_interaction: How much of a question does a text satisfy, word by word?
"""
