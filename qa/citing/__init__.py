"""Citing: who said it, where, when, and a link that opens at the words.

What other packages import, and the question each module answers:

    citations:        What is the citation of a passage, and are its words still there?
    credit:           Whom do the words belong to?
    text_fragments:   Which link opens a page at the quoted words?
    citation_formats: How is a citation pasted elsewhere?
    csl:              What is a citation to a reference manager?
"""
