"""The process: what it may take of the machine, what it keeps in memory, where its time goes.

What other packages import, and the question each module answers:

    cores:         How many cores may it use?
    recently_used: What is kept of what was computed, and how often did it help?
    stages:        Which stage of a question is it in, and how long does that take?
"""
