"""Routes: what can be asked for over HTTP, and where.

What other packages import, and the question each module answers:

    agent:    What is offered in the shapes of others' interfaces?
    article:  How are articles listed and read?
    ask:      How is a question asked?
    page:     How is the page served?
    status:   Does it live, can it answer, what has it done?
    timeline: How is a timeline asked for?
    verify:   How is a quotation checked?
    write:    How are articles sent, replaced, removed?
"""
