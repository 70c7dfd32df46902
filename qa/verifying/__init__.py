"""Verifying: whether quotations stand in the archive word for word.

What other packages import, and the question each module answers:

    verification: Is this quotation exact, near or absent?
    draft:        Which quotations are in a draft?
"""
