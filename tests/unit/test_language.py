"""Text against label: by script always, by words where one script has several languages."""

from __future__ import annotations

import importlib.util
import sys

import pytest

from harness.lint.language import Judge, main_script

ENGLISH = (
    "The keeper of the lighthouse had been on the rock for nine years when the boat came, and she was not sure that "
    "she wanted to go with it. There was bread for a week, oil for a month, and a letter that she had read so often "
    "that it was no more than a cloth between her hands. What would they have said to her, if they had known that?"
)
GERMAN = (
    "Die Wärterin des Leuchtturms war seit neun Jahren auf dem Felsen, als das Boot kam, und sie war sich nicht "
    "sicher, ob sie mit ihm fahren wollte. Es gab noch Brot für eine Woche und Öl für einen Monat, und einen Brief, "
    "den sie so oft gelesen hatte, dass er nur noch ein Tuch zwischen ihren Händen war. Was hätten sie wohl gesagt?"
)
RUSSIAN = "Смотрительница маяка жила на скале девять лет, когда пришла лодка, и не знала, хочет ли она уехать с ней."
JAPANESE = (
    "灯台守の女は九年のあいだ岩の上で暮らしていた。舟が来たとき、"
    "それに乗って行きたいのかどうか、自分でもよく分からなかった。"
)
CHINESE = (
    "守灯塔的女人在礁石上住了九年。船来的时候，她并不确定自己是否愿意跟着离开。"
    "面包还够吃一个星期，灯油还够点一个月，那封信她读了很多遍。"
)
GREEK = "Η φαροφύλακας ζούσε στον βράχο εννέα χρόνια όταν ήρθε η βάρκα, και δεν ήταν σίγουρη αν ήθελε να φύγει."


@pytest.fixture(params=["function words", "library"])
def judge(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Judge:
    if request.param == "function words":
        monkeypatch.setitem(sys.modules, "py3langid.langid", None)
    elif importlib.util.find_spec("py3langid") is None:
        pytest.skip("py3langid is not installed (extra lint)")
    return Judge()


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("en", ENGLISH),
        ("en-GB", ENGLISH),
        ("de-AT", GERMAN),
        ("ru", RUSSIAN),
        ("ja", JAPANESE),
        ("zh-Hans", CHINESE),
        ("el", GREEK),
        ("und", ENGLISH),
        ("und", RUSSIAN),
        ("en", "Too short to say"),
        ("de", ENGLISH[:90]),
        ("xx", ""),
    ],
)
def test_a_right_label_or_a_short_text_is_not_contradicted(judge: Judge, label: str, text: str) -> None:
    assert judge.contradicts(label, text) is None


@pytest.mark.parametrize(
    ("label", "text", "looks"),
    [
        ("en", GERMAN, 'to be "de"'),
        ("de", ENGLISH, 'to be "en"'),
        ("fr-CA", ENGLISH, 'to be "en"'),
        ("en", RUSSIAN, "to be in Cyrillic letters"),
        ("ru", GERMAN, "to be in Latin letters"),
        ("el", RUSSIAN, "to be in Cyrillic letters"),
        ("ja", CHINESE, "to be Chinese: it has hardly any kana"),
        ("zh", JAPANESE, "to be Japanese: it has kana"),
        ("ko", JAPANESE, "to be in Kana letters"),
        ("sr-Latn", RUSSIAN, "to be in Cyrillic letters"),
    ],
)
def test_a_wrong_label_is_contradicted(judge: Judge, label: str, text: str, looks: str) -> None:
    assert judge.contradicts(label, text) == looks


def test_a_text_of_two_scripts_in_like_parts_is_not_contradicted(judge: Judge) -> None:
    assert judge.contradicts("el", RUSSIAN + GREEK) is None
    assert judge.contradicts("ru", RUSSIAN + GREEK) is None


@pytest.mark.parametrize(
    ("text", "script"),
    [(ENGLISH, "Latin"), (RUSSIAN, "Cyrillic"), (JAPANESE, "Kana"), (CHINESE, "Han"), ("1234 !?", None)],
)
def test_the_script_is_that_of_most_letters(text: str, script: str | None) -> None:
    assert main_script(text)[0] == script
