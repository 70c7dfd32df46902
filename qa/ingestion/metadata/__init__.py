"""Metadata that the text itself shows: title, date, outlet, author, interviewee.

What other packages import, and the question each module answers:

    inference: What does the text show that its source does not state?
"""
