"""The command line: `qa` and what it prints.

What other packages import, and the question each module answers:

    main: Which commands are there?
"""
