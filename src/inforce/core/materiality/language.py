"""Is a text in English? Told by the small words of nine languages, and by its script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

ENOUGH = 30
"""Words from which the language of a text can be told."""
_LOOKED_AT = 3000
"""Words looked at."""
_CLEARLY = 0.08
"""Share of a language's small words from which a text is in it."""
_SMALL: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "English": "the of and to in is for that on with you we our your or are as by not be this it from will may",
        "German": "der die das und ist nicht von zu mit den dem ein eine wir sie ihre oder werden wird auf für auch durch im",  # noqa: E501
        "French": "le la les des et est une un du dans pour que qui nous vous vos nos sur pas par avec ou au aux ce",
        "Spanish": "el la los las de y es un una del en para que por con se su sus o no al como le más",
        "Italian": "il la le di e è un una del della per che con non si da nel sono i gli o come dei alla",
        "Dutch": "de het een en van is niet wij u uw onze of met voor op aan door worden wordt zijn te dat die",
        "Portuguese": "o a os as de e é um uma do da em para que por com não se seu sua ou no na dos",
        "Polish": "i w z na do się nie jest oraz lub od dla przez o że to po ich jako są ze które",
        "Swedish": "och att det som en på är av för med till den inte vi du om eller ett kan har din vår",
    }.items()
}


def is_english(words: Sequence[str]) -> bool:
    """False if the words (in small letters) are clearly those of another language or script; short texts pass."""
    if len(words) < ENOUGH:
        return True
    counted = Counter(words[:_LOOKED_AT])
    total = counted.total()
    shares = {language: sum(counted[word] for word in small) / total for language, small in _SMALL.items()}
    if shares["English"] >= _CLEARLY and shares["English"] == max(shares.values()):
        return True
    foreign = sum(times for word, times in counted.items() if ord(word[0]) > _LAST_LATIN)
    if foreign > total / 3:
        return False
    likeliest = max(shares, key=lambda language: shares[language])
    return likeliest == "English" or shares[likeliest] < _CLEARLY or shares[likeliest] < 2 * shares["English"]


def is_foreign(text: str) -> bool:
    """Are the letters of a text, however short, mostly of another script than the Latin one?"""
    letters = [c for c in text if c.isalpha()]
    return 2 * sum(ord(c) > _LAST_LATIN for c in letters) > len(letters)


_LAST_LATIN = 0x24F
"""Latin Extended-B ends here."""
