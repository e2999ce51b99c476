"""Vietnamese text: folding for search and sorting by the Vietnamese alphabet. SQL twins are in `kernel.0001`."""

import unicodedata

_MARKS = dict.fromkeys(range(0x0300, 0x0370))
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of dictionaries
_SHAPES = dict.fromkeys(map(ord, "\u0302\u0306\u031b"))  # mũ, trăng, móc make letters, not tones
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PRIMARY = str.maketrans(_LETTERS, "".join(chr(0x40 + i) for i in range(len(_LETTERS))))
_TONE_RANK = str.maketrans(_TONES, "12345")


def nfc(text: str) -> str:
    """The text in composed Unicode form, as everything is stored."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Lower case without diacritics, đ as d: "Lào Cai" -> "lao cai"."""
    bare = unicodedata.normalize("NFD", text).translate(_MARKS)
    return bare.replace("Đ", "d").replace("đ", "d").lower()


def sort_key(text: str) -> str:
    """A key whose plain order is the order of the Vietnamese alphabet, tones deciding last."""
    loose = unicodedata.normalize("NFD", text).replace("Đ", "đ")
    loose = "".join(c.lower() if c.isascii() else c for c in loose)
    letters = unicodedata.normalize("NFC", "".join(c for c in loose if c not in _TONES))
    toned = loose.translate(_SHAPES)
    tones = "".join(c.translate(_TONE_RANK) if c in _TONES else "0" for c in toned)
    return f"{letters.translate(_PRIMARY)}\x01{tones}"


def shortened(text: str, most: int = 190) -> str:
    """The text, cut at a word and with an ellipsis where it is longer than `most`."""
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]}…"


def whole_number(text: str) -> int | None:
    """The number that a text of one to nine decimal digits writes; None for any other text."""
    return int(text) if text.isdecimal() and len(text) < 10 else None
