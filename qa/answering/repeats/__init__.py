"""Repeats: how passages that say the same are told, as copies, as reports, or about another time.

What other packages import, and the question each module answers:

    duplicates:          Which passages say nothing beyond a better one?
    same_fact:           Do two sentences state the same fact?
    independent_sources: How many outlets report it independently of each other?
    named_times:         Do the same words speak of the same time?
"""
