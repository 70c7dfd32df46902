"""The question: what is read out of its own words before anything is searched.

What other packages import, and the question each module answers:

    asked_for: What does it ask for: a time, a figure, an amount, somebody by name?
    bounds:    What may a question and its options be?
    numbers:   Which numbers does it name, and which passages lack them?
    spelling:  Which of its words stand nowhere, and what are they taken for?
    times:     Which times does it name, and which passages speak of them?
"""
