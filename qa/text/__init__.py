"""Text: words, sentences, blocks, quotation marks, and what is the same to a reader.

What other packages import, and the question each module answers:

    words:           What is a word?
    tokens:          What is a word, when quotations are compared?
    folding:         What is the same to a reader?
    sentences:       What ends a sentence, and where?
    blocks:          What is a paragraph, a heading, a caption?
    prose:           What stands between the words of running text?
    quotation_marks: Which marks quote, and where does a text do so?
    markdown_marks:  How does a page show Markdown?
"""
