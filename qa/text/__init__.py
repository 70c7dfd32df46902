"""Text: words, sentences, blocks, quotation marks, and what is the same to a reader.

What other packages import, and the question each module answers:

    words:           What is a word?
    tokens:          What is a word, when quotations are compared?
    folding:         What is the same to a reader?
    sentences:       Where does a sentence end?
    blocks:          What is a paragraph, a heading, a caption?
    prose:           What stands between the words of running text?
    quotation_marks: Where does a text quote?
    markdown_marks:  How does a page show Markdown?
"""
