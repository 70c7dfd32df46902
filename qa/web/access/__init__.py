"""Access: who is let in to what.

What other packages import, and the question each module answers:

    access: May this request pass?
    rules:  Which right does a request need?
"""
