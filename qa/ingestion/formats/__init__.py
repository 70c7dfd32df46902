"""One module per input format; each turns bytes into a Content and knows nothing of folders or ids."""
