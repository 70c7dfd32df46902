"""Sources: where articles come from, and what they are called.

What other packages import, and the question each module answers:

    corpus:   Which articles are in a folder?
    inputs:   Which files are read, and what are the articles called?
    fetching: What does a page of the web say?
    received: What does an article that was sent say?
"""
