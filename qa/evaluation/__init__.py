"""Evaluation: how good the answers are on questions with known answers.

What other packages import, and the question each module answers:

    judgments:    Which words answer which question?
    starter:      Which questions ship with the package, and what must they reach?
    runner:       What did the service answer to each question?
    observations: What was seen of each answer?
    evaluation:   What came of it, all in all?
    compare:      Is one run better than another?
    bootstrap:    How far can a number be trusted?
    speakers:     Are the words in the right mouths?
    table:        How are the numbers shown?
    report:       How is all of it shown on a page?
"""
