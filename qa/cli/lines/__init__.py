"""What is shown, as lines: the same words for a terminal and a pipe.

What other packages import, and the question each module answers:

    answer:   How does an answer read?
    timeline: How does a timeline read?
    verdict:  How does a verdict on a quotation read?
"""
