"""Dialogue: who speaks, who asks, and what a turn replies to.

What other packages import, and the question each module answers:

    labels:    Is this a speaker's label?
    speakers:  Who speaks where?
    roles:     Who interviews whom?
    questions: Which question does a turn reply to?
"""
