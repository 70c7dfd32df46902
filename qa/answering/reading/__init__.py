"""Close reading: what the first passages say, which words answer, and how sure that is.

What other packages import, and the question each module answers:

    close_reading: What do the first passages answer with, and which places do they take?
    evidence:      What speaks for the first passage being an answer?
    confidence:    How probable is it that it answers?
    explanation:   Why does a passage stand where it stands?
"""
