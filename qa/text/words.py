"""What a word is: one named pattern for each purpose; a pattern that needs more is built from these.

`\\w` has "_", which Markdown puts around words, so none of them takes it for a letter. Words as quotations are compared
are in `tokens`, words with what stands between them in `prose`.
"""

from __future__ import annotations

import re

# Letters in a row: a name in a question, a word that may be misspelt. "B2B" has two.
LETTERS = re.compile(r"[^\W\d_]+")
# Letters and figures in a row: what is counted, and compared whatever the punctuation. "B2B" is one, "don't" two.
WORD = re.compile(r"[^\W_]+")
# With apostrophes inside: what people are found by, and passages that say the same. "O'Neill" is one, "Jean-Luc" two.
SPELLED = re.compile(rf"{WORD.pattern}(?:['’]{WORD.pattern})*")
# With hyphens and points inside too: what names and verbs are looked for in. "Vietnam-Russia" is one, and so is "U.S".
JOINED = re.compile(rf"{WORD.pattern}(?:[.'’‑-]{WORD.pattern})*")
# Opens with a capital, or with a letter of a script that has none, and is built into patterns of names: "J.", "D'Arcy".
CAPITAL = r"[^\W\d_a-z]"
CAPITALISED = rf"{CAPITAL}[\w.'’-]*"
