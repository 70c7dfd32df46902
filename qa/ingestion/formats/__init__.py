"""Formats: bytes to text and stated metadata, one module a format.

What other packages import, and the question each module answers:

    content:   What does every format give?
    plain:     How is plain text read?
    markdown:  How is Markdown read?
    html:      How is a saved page read?
    pdf:       How is a PDF read?
    docx:      How is a Word document read?
    jsonl:     How is JSON Lines read?
    subtitles: How are subtitles read?
"""
