"""Repeats: passages that say the same, as copies, as reports, or about another time.

What other packages import, and the question each module answers:

    said:                What does a passage say, and which place does it take?
    duplicates:          Which passages say nothing beyond a better one?
    same_fact:           Do two sentences state the same fact?
    also_reported:       Who else states what the answer says?
    independent_sources: How many outlets report it independently of each other?
    named_times:         Do the same words speak of the same time?
"""
