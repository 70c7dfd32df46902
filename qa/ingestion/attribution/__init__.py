"""Attribution: who said what in a narrative article, by its own words.

What other packages import, and the question each module answers:

    narrative: Who said what?
"""
