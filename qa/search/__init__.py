"""Search: what is derived from the archive to find passages, and kept in step with it.

What other packages import, and the question each module answers:

    derived:       Which searches belong to this state of the archive?
    generations:   Which files are current?
    vector_index:  Which vectors are nearest?
    lexical_index: Which passages have these words, or this phrase?
    token_index:   Which token vectors has a passage, and how rare is a token?
    token_store:   Where do the token vectors stand?
    bit_product:   How alike are signs and vectors?
"""
