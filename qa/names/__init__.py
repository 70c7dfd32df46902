"""Names: people, outlets and places, told apart and compared.

What other packages import, and the question each module answers:

    keys:        Are two names the same?
    outlets:     Which names mean one outlet?
    recognition: Is this a person, a city, an outlet?
    name_words:  Which words tell a name from what is none?
"""
