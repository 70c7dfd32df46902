"""The commands of `qa`, a module for each, or for several that belong together.

What other packages import, and the question each module answers:

    add:      How does `qa add` take single articles in?
    articles: How do `qa list`, `qa show` and `qa remove` work?
    ask:      How does `qa ask` put one question, or many?
    backup:   How do `qa backup` and `qa restore` work?
    edit:     How does `qa edit` show and correct what is known?
    evaluate: How does `qa eval` measure?
    index:    How does `qa index` read a folder?
    info:     How do `qa info` and `qa doctor` work?
    serve:    How do `qa serve` and `qa mcp` start?
    settings: How does `qa settings` show what holds?
    timeline: How does `qa timeline` work?
    verify:   How does `qa verify` work?
"""
