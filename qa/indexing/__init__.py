"""Indexing: what is new is cut, encoded and committed; and what keeps the index in order.

What other packages import, and the question each module answers:

    indexer:     How do articles get into the index?
    editor:      How is what is known of an article corrected?
    examination: Is the index in order?
    backup:      How is the record taken away, and put back?
"""
