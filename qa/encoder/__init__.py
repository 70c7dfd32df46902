"""The encoder: texts to vectors, by a model exported once and run without torch.

What other packages import, and the question each module answers:

    arrays:       What does an encoder give, and what is one?
    onnx_encoder: How does a text become vectors?
    graph:        How is a graph run, and what can this processor do?
"""
