"""The names that buttons carry: the vocabulary between the keyboards that dialogues draw and the router's tables."""

from enum import StrEnum


class Action(StrEnum):
    """What a button does; its arguments stand in brackets."""

    PLACE = "place"
    """First choice of a place of work [place id]."""
    EXAMPLE = "example"
    """Asks a suggested question [place id, index]."""
    SET_PLACE = "set-place"
    """Changes the place of work in the settings [place id]."""
    SET_ADDRESS = "set-address"
    """Changes the form of address in the settings [form]."""
    ARTICLE = "article"
    """Shows the article around a provision of an answer [answer id, index among its provisions]."""
    MORE = "more"
    """Shows further passages [answer id, page]."""
    OTHERS = "others"
    """Shows other documents on the same point [answer id]."""
    HELPFUL = "helpful"
    """Judges an answer helpful [answer id]."""
    WRONG = "wrong"
    """Judges an answer not right [answer id]."""
