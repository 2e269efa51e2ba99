"""Standing: whether a post is a public one, by the words of `corpus/gazetteers/standing.csv`; what they do not know is none."""

import re
from functools import cache

from corpus import load
from corpus.text import one_tone


def is_public(*words: str | None) -> bool:
    """Whether a post, told by its position, role and body, is held in Party, State, Front or a mass organisation, down to the commune.

    >>> is_public("Bí thư Huyện ủy"), is_public("Trưởng thôn"), is_public("Giám đốc Công ty X, thuộc Sở Y"), is_public(None, None)
    (True, False, False, False)
    """
    said = one_tone(" ".join(filter(None, words))).lower()
    # a public body may have the word of a private one in its name: Liên minh Hợp tác xã
    rest = _matching("1").sub("", said)
    return rest != said and not _matching("0").search(rest)


@cache
def _matching(public: str) -> re.Pattern[str]:
    """What finds the words of one standing, the longest first."""
    words = sorted((row["words"] for row in load.table("standing") if row["public"] == public), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")
