"""Schemas: what comes in and goes out over HTTP, checked and described.

What other packages import, and the question each module answers:

    requests:  What comes in?
    answers:   What goes out?
    verdicts:  What do checked quotations look like?
    openapi:   How is all of it described?
    docs_page: How is the description shown?
"""
