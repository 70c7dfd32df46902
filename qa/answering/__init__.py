"""Answering: from a question to an Answer whose every word is quoted and cited.

What other packages import, and the question each module answers:

    answerer:        What does the archive answer to a question?
    timeline:        Who said what about it, oldest first?
    question.bounds: What may a question and its options be?
"""
