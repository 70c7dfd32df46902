"""Times: which days a text speaks of.

What other packages import, and the question each module answers:

    reader:        Which times does a text name, and which days are they?
    days:          Which days does a month, a year, an ISO date cover?
    written_dates: Which day does a written date mean?
"""
