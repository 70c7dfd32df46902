"""Common given names by what a person of that name is called, "he" or "she": word lists, in lower case, no accents.

Names that both bear (Alex, Andrea, Jean, Sasha) stand in neither.
"""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


HE = _words(
    """
    aaron abdul abdullah abraham adam adrian ahmad ahmed alan albert aleksandr aleksei alexander alexei alexey
    alfred ali alistair anatoly anders andrei andrew andrey anthony anton antonio antony arkady armando arnold
    arthur artem ben benjamin bernard bill boris brad brandon brian bruce bruno bryan carl carlos charles christian
    christopher claude colin craig dan daniel david dennis diego dieter dirk dmitri dmitriy dmitry donald douglas
    duncan edgar eduard eduardo edward emmanuel eric erik ernest evgeny felix fernando filip francisco francois
    frank franz fred frederick friedrich gabor gary gennady geoffrey george georges gerald gerard gerhard giovanni
    giuseppe gordon graham greg gregory guillaume gustav hans harold harry hassan heinrich henri henry herbert
    howard hugo ian igor ilya isaac ivan jack jacob jacques jake jakub james jan jason javier jeff jeffrey jeremy
    jerome jim joe joel johan johann johannes john jonathan jorge jose josef joseph joshua juan julio jurgen justin
    karl keith ken kenneth kevin khalid kirill klaus konstantin kurt lars laurent lawrence leo leon leonard leonid
    lev liam louis luca lucas luis luke maksim manuel marc marcel marco mario mark markus martin matthew mattias
    maxim michael michel miguel mikhail mohamed mohammad mohammed muhammad mustafa nathan neil nicholas nicolas
    nigel nikita nikolai nikolay noah oleg oliver omar oscar otto pablo patrick paul pavel pedro per peter petr
    philip philippe pierre piotr rafael ralph raymond rene richard robert roberto roger roman ronald ross ruslan
    russell ryan salvador samuel scott sean sebastian serge sergei sergey simon stanislav stefan stephen steve
    steven stuart sven sylvain ted theodore thierry thomas tim timothy todd tom tomas tony trevor umberto vadim
    valery vasily viktor vincent vitaly vladimir vladislav vyacheslav walter wayne werner wilhelm william wolfgang
    xavier yevgeny yuri yury yusuf zachary
    """
)
SHE = _words(
    """
    ada agnes aisha alexandra alice alina alison amanda amelia amy ana anastasia angela anita ann anna anne annie
    antonia barbara beatrice bella beth betty brigitte camille carla carmen carol caroline catherine cecilia
    charlotte chloe christina christine claire clara claudia cynthia daniela daria deborah diana diane dina dolores
    dorothy edith ekaterina elena eleanor elisabeth elizabeth ella ellen elsa emilia emily emma erica esther eva eve
    evelyn fatima fiona florence frances galina gloria grace greta hannah heather heidi helen helena helga hilary
    hillary ilona ines ingrid inna irina irene iris isabel isabella jacqueline jane janet jennifer jenny jessica
    joan joanna josephine judith julia julie karen karin kate katharina katherine kathleen katie katya kristina
    larisa laura lena liliana lily linda lisa louise lucia lucy ludmila lydia lyudmila madeleine magdalena margaret
    margarita maria marie marina martha mary matilda megan melissa mercedes mia michelle miriam monica monique
    nadezhda nadia nancy naomi natalia natalie natasha nina nora olga olivia oksana pamela patricia paula pauline
    penelope polina priscilla rachel raisa rebecca regina renata rosa rose ruth sabine samantha sandra sara sarah
    silvia simone sofia sonia sophia sophie stella stephanie susan susanne svetlana sylvia tamara tanya tatiana
    teresa theresa ursula valentina valeria vanessa vera veronica victoria virginia yekaterina yelena yulia yvonne
    zoe
    """
)
