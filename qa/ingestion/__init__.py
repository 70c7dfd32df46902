"""Ingestion: files become articles, articles become turns, turns become passages.

What other packages import, and the question each module answers:

    article_parser:        What does one file say?
    passages:              How is an article cut?
    sources.corpus:        Which articles are in a folder?
    sources.inputs:        Which files are read, and what are the articles called?
    sources.fetching:      What does a page of the web say?
    sources.received:      What does an article that was sent say?
    dialogue.questions:    Which question does a turn reply to?
    dialogue.roles:        Does it ask, or does it answer?
    attribution.narrative: Who said what in a narrative article?
"""
