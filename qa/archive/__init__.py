"""The archive: articles, passages and vectors in one SQLite file, the only record.

What other packages import, and the question each module answers:

    archive:     What is stored, and how is it read and written?
    rows:        What does the archive take and give beyond `qa.records`?
    reader:      What can be asked of it while others write?
    neighbours:  Which passages stand around one?
    overrides:   What do people say about an article, above what was read of it?
    times:       Which days do passages speak of?
    schema:      Which tables are there?
    writer_lock: Who may write?
"""
