"""Words that tell names of people from other names, and the titles people bear. Word lists only, in lower case."""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


TITLES = _words(
    """
    ambassador consul envoy attaché attache diplomat representative president minister premier chancellor secretary
    chairman chairwoman chairperson chair director ceo cto cfo founder head chief governor mayor senator congressman
    congresswoman deputy mp judge justice prosecutor general colonel captain major admiral marshal lieutenant
    sergeant professor dr doctor mr mrs ms miss sir dame lord lady king queen prince princess emperor sultan sheikh
    pope bishop archbishop cardinal rabbi imam father sister reverend commissioner coordinator spokesman spokeswoman
    spokesperson editor adviser advisor dean rector principal coach manager curator leader
    """
)
"""What stands before a name or for it: "Ambassador Bezdetko", "the ambassador"."""

QUALIFIERS = _words(
    """
    prime deputy vice first second foreign health defence defense finance interior education culture trade energy
    economy environment justice transport science agriculture general executive managing permanent special senior
    former acting interim late honorary associate assistant chief party state national assembly committee council
    union commission opposition shipping fisheries agriculture labour labor club company city police regional local
    """
)
"""What may stand inside a title: "Deputy Prime Minister", "National Assembly Chairman"."""

COURTESY = _words("mr mrs ms miss dr doctor sir dame lord lady professor reverend")
"""Titles that say nothing of the post."""

ANOTHER_BEARER = _words("former ex acting deputy vice assistant late interim then")
"""Before a title these make it somebody else's: "the deputy minister" is not the minister."""

KINDS = {"diplomat": frozenset({"ambassador", "consul", "envoy", "attaché", "attache", "diplomat"})}
"""What a word says of the post: an ambassador is called a diplomat as well."""

HE = _words(
    """
    mr sir lord king prince chairman spokesman congressman emperor sultan sheikh pope father
    """
)
SHE = _words("mrs ms miss dame lady queen princess chairwoman spokeswoman congresswoman sister")

SOMEBODY = _words(
    """
    man woman boy girl husband wife son daughter brother sister mother father uncle aunt nephew niece friend
    colleague official officer expert analyst scientist researcher scholar student teacher farmer worker driver
    engineer lawyer author writer poet journalist reporter interviewer interviewee host correspondent economist
    historian artist singer actor actress player counterpart predecessor successor interlocutor negotiator
    resident visitor tourist citizen soldier veteran patient nurse pilot astronaut businessman businesswoman
    entrepreneur investor boss aide assistant somebody someone spokesperson source witness critic candidate guest
    speaker tsar
    """
)
"""A person without a name, to whom a "he" or "she" might refer as well."""

PARTICLES = _words(
    """
    van von de da del della der den di du dos la le el al bin ibn bint binti ben ter ten y e
    """
)

NOT_PEOPLE = _words(
    """
    academy accord act administration affairs agency agreement airport airlines alliance annual anniversary area
    army assembly asset association atomic authority avenue award bank base basin battle bay bill board bridge
    brigade bureau business canal capital cathedral center centre central century chamber channel charter church
    city coast college commerce commission committee commonwealth communist communique community company conference
    congress constitution convention cooperation corp corporation corps council country court covid cup daily day
    deal declaration defence defense delta democratic department development digest digital direct district division
    eastern economic economy education embassy energy enterprise environment european eurasian exchange executive
    expo fair faculty federal federation festival finance financial fleet flight force forces foreign foundation
    forum free front fund gas general government great group gulf hall health high hospital hotel house inc
    industrial industry information initiative institute institution insurance intergovernmental international
    island islands joint journal labor labour lake law league liberation library limited line ltd lunar market
    master medal memorandum memorial military ministry mission monument morning mountain movement museum national
    nations naval navy network new news newspaper northern nuclear office oil olympic opera orchestra order
    organisation organization palace pandemic parade parliament partnership party peace peninsula people petroleum
    pharmaceutical plan plant plaza police policy port post power presidential press prize programme program project
    province public radio railway region regional republic research resolution revolution river road roadmap room
    round russian school science scientific sciences sea security senate service session society solar southern
    special sports square standard state statement station statistics stock strait strategic strategy street studies
    studio summit supreme system systems tech technical technology telegraph television territory theater theatre
    times today tower town trade traditional training treaty tribune tropical trust tv unified union united
    university valley victory village war week weekly western white wildlife work works world year zone january
    february march april may june july august september october november december monday tuesday wednesday thursday
    friday saturday sunday christmas easter ramadan tet i god internet photo source
    """
)
"""Words of the names of institutions, events, works and days."""

OPENERS = _words(
    """
    yesterday today tomorrow later then now meanwhile however moreover furthermore additionally besides still also
    but and earlier recently previously afterwards finally lastly firstly secondly thirdly similarly likewise
    consequently therefore thus indeed nevertheless nonetheless specifically separately overall notably
    """
)
"""What may open a sentence before its subject."""

FUNCTION_WORDS = _words(
    """
    a an the this that these those some any all both each every many most several few no none one two three it its
    he she his her hers him they their them we our us you your my me i in on at by for from to of with without
    within under over after before during since until while when where who whom whose which what why how if as than
    because although though despite amid among between through throughout across against toward towards about around
    into onto upon up down out off per via like unlike such so or nor not yet only even just is are was were be been
    has have had do does did will would can could shall should may might must there here let please thanks thank yes
    well such asked speaking talking looking according regarding concerning following given compared based apart
    thanks
    """
)
