"""Words of languages: titles, names, months, labels, in a file for each language; rules that use them stand elsewhere.

What other packages import, and the question each module answers:

    lists: Which words are on a list, in one language or all?
"""
