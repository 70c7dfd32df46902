"""Verbs by which an article reports what somebody says, and words by which a speaker quotes somebody else."""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


def _forms(bases: str, *more: str) -> dict[str, str]:
    """Return past tense and third person of regular verbs, and of irregular ones given as "base/past"."""
    forms: dict[str, str] = {}
    for base in (*bases.split(), *more):
        verb, _, past = base.partition("/")
        stem = verb[:-1] if verb.endswith("y") and verb[-2] not in "aeiou" else verb
        ending = "ied" if stem != verb else ("d" if verb.endswith("e") else "ed")
        third = "ies" if stem != verb else ("es" if verb.endswith(("s", "sh", "ch")) else "s")
        forms[past or stem + ending] = verb
        forms[stem + third if stem != verb else verb + third] = verb
    return forms


_CLAUSE = """
state note add affirm explain declare reveal disclose remark observe assert insist maintain contend argue claim reply
answer respond comment share acknowledge admit/admitted concede warn caution predict assess conclude elaborate clarify
continue point report promise
"""
_OBJECT = """
highlight stress emphasize emphasise underline underscore praise hail laud welcome describe mention recall reiterate
reaffirm recommend suggest propose confirm announce express thank
"""
VERBS = _forms(_CLAUSE) | _forms(_OBJECT) | _forms("", "say/said", "tell/told", "ask/asked")
"""Finite forms by their verb. Verbs by which somebody denies or doubts what follows are left out on purpose."""

PAST = frozenset(form for form in VERBS if not form.endswith("s") or form == "says")
"""Forms that are hardly ever nouns."""

TAKE_CLAUSE = frozenset({"say", "suggest", "recommend", "propose"})
"""Verbs after which "that" may be left out."""

TAKE_OBJECT = frozenset(verb for verb in _forms(_OBJECT).values())
"""Verbs that report with a noun: "highlighted mutual support"."""

EXPRESSED = _words(
    """
    hope confidence belief conviction gratitude thanks concern readiness optimism satisfaction appreciation
    admiration regret support interest wish
    """
)
"""What is expressed in words."""

INVERTIBLE = frozenset(VERBS.values()) - {"tell", "ask", "thank", "welcome", "describe", "praise", "report", "promise"}
"""Verbs before whose subject a statement may stand: "…, said the ambassador"."""

OFTEN_NO_SPEECH = frozenset({"continue", "share", "report", "point", "promise", "answer", "note", "welcome", "thank"})
"""Verbs whose forms are as often something else: "continued growth", "shared history"."""

BETWEEN = _words(
    """
    also has had further then later again recently earlier now once just still often always today yesterday
    """
)
"""What may stand between the subject and its verb."""

HEDGES = _words(
    """
    reportedly allegedly supposedly apparently falsely possibly probably presumably purportedly hardly rarely
    """
)
"""Adverbs that make it unsure whether it was said."""

QUOTING = frozenset(("quoting", "citing", "reading", "recalling", "paraphrasing", "repeating", "reciting", "echoing"))
"""What makes the words before those of somebody else: "…,” he said, quoting his father."""

AFTER_CUE = _words(
    """
    in at on during to of about when while as after before with last this yesterday today recently following through
    via from by earlier later adding noting stressing explaining referring speaking citing monday tuesday wednesday
    thursday friday saturday sunday
    """
)
"""What may follow "the ambassador said" behind a quotation without being what he said."""

FRAMES = _words(
    """
    in on at amid among amidst during after before with for from regarding concerning asked placing speaking talking
    looking turning responding answering commenting addressing discussing referring touching reviewing sharing
    assessing evaluating summing concluding ahead
    """
)
"""What opens a phrase that only says when, where or on what something is said."""

OTHER_VOICE = frozenset(form for form, verb in VERBS.items() if verb not in OFTEN_NO_SPEECH) | _words(
    """
    read reads provides provided stipulates stipulated wrote writes written quote quotes quoted quoting cite cites
    cited citing call calls called words word proverb saying motto slogan poem letter statement declaration
    resolution constitution charter law article report document preamble according song book wrote headline title
    titled entitled named phrase verse line lines agreement treaty text dubbed labelled labeled branded critics
    opponents
    """
)
"""What announces the words of somebody else, or of a document."""
