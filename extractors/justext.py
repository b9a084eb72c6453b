"""jusText with the stop words of the language that the page declares; in the modes, with other lists or limits."""

import re
from functools import cache

from harness import Article, Page, extractor

_LANGUAGE = re.compile(r"""<html\b[^>]*?\slang\s*=\s*["']?\s*([a-z]{2,3})\b""", re.IGNORECASE)
# lxml takes no str that declares an encoding; jusText would then decode anew, as declared.
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_LANGUAGES = """
af:Afrikaans an:Aragonese ar:Arabic ast:Asturian az:Azerbaijani be:Belarusian bg:Bulgarian bn:Bengali
br:Breton bs:Bosnian ca:Catalan ceb:Cebuano cs:Czech cv:Chuvash cy:Welsh da:Danish de:German el:Greek
en:English eo:Esperanto es:Spanish et:Estonian eu:Basque fa:Persian fi:Finnish fr:French fy:West_Frisian
ga:Irish gl:Galician gu:Gujarati he:Hebrew hi:Hindi hr:Croatian ht:Haitian hu:Hungarian hy:Armenian
id:Indonesian ig:Igbo io:Ido is:Icelandic it:Italian iw:Hebrew jv:Javanese ka:Georgian kk:Kazakh kn:Kannada
ko:Korean ku:Kurdish ky:Kyrgyz la:Latin lb:Luxembourgish lmo:Lombard lt:Lithuanian lv:Latvian mk:Macedonian
ml:Malayalam mr:Marathi ms:Malay mt:Maltese nap:Neapolitan nb:Norwegian_Bokmal nds:Low_Saxon ne:Nepali
new:Newar nl:Dutch nn:Norwegian_Nynorsk no:Norwegian_Bokmal oc:Occitan pl:Polish pms:Piedmontese
pnb:Western_Panjabi pt:Portuguese qu:Quechua ro:Romanian ru:Russian scn:Sicilian sh:Serbo_Croatian sk:Slovak
sl:Slovenian sq:Albanian sr:Serbian su:Sundanese sv:Swedish sw:Swahili ta:Tamil te:Telugu tk:Turkmen
tl:Tagalog tr:Turkish uk:Ukrainian ur:Urdu uz:Uzbek vi:Vietnamese vo:Volapuk wa:Walloon war:Waray_Waray
yo:Yoruba
"""
# Written without spaces between words, so that no list could match.
_UNSPACED = frozenset({"bo", "ja", "km", "lo", "my", "th", "yue", "zh"})
_ALL = "*"
# The limits that Trafilatura's evaluation gives it. With the English list they reproduce, word by word, the outputs
# that Zyte's benchmark records for jusText 3.0.2.
_EVALUATION = {
    "length_low": 50,
    "length_high": 200,
    "stopwords_low": 0.1,
    "stopwords_high": 0.2,
    "max_link_density": 0.2,
    "no_headings": True,
}


def extract(page: Page, stoplist: str | None = None, **limits: float) -> Article:
    from justext import justext  # type: ignore[import-untyped]

    declared = _LANGUAGE.search(page.html)
    language = declared[1].lower() if declared else ""
    if stoplist is None and language in _UNSPACED:
        words: frozenset[str] = frozenset()
        limits |= {"stopwords_low": 0, "stopwords_high": 0}  # the library's language-independent mode
    else:
        words = _stop_words(stoplist or dict(re.findall(r"(\w+):(\w+)", _LANGUAGES)).get(language, _ALL))
    paragraphs = justext(_XML_DECLARATION.sub("", page.html), words, **limits)
    return Article(text="\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate))


@cache
def _stop_words(name: str) -> frozenset[str]:
    """Return one list, or all lists together, as for a page that does not say its language."""
    from justext import get_stoplist, get_stoplists

    return frozenset().union(*map(get_stoplist, get_stoplists() if name == _ALL else [name]))


EXTRACTOR = extractor(
    extract,
    package="justext",
    imports=("justext",),
    modes={
        "english": {"stoplist": "English"},
        "evaluation": {"stoplist": "English", **_EVALUATION},
        "union": {"stoplist": _ALL},
    },
    licence="BSD-2-Clause",
)
