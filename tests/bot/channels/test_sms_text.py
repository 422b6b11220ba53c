"""What an SMS promises: few segments, nothing cut in the middle, no letter lost that mattered."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.sms_text import GSM_BASIC, GSM_EXTENSION, encode, fit
from handlers.model import Reply

GSM = "".join(sorted(GSM_BASIC | GSM_EXTENSION))
FRENCH = "abcdefghijklmnopqrstuvwxyzàâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ ’«»…–—\u00a0\u202f0123456789,.;:!?()'-"


def test_gsm_alphabet_has_128_codes_less_the_escape_and_ten_in_the_extension() -> None:
    assert len(GSM_BASIC) == 127
    assert len(GSM_EXTENSION) == 10


def test_keeps_the_accents_that_gsm_has() -> None:
    assert encode("Médecin à Ganagobie, où ? là, É Ç").text == "Médecin à Ganagobie, où ? là, É Ç"


def test_folds_the_accents_that_gsm_lacks() -> None:
    sms = encode("Français, forêt, hôpital, cœur, È, Noël, Saint-Maïme")
    assert sms.text == "Francais, foret, hopital, coeur, E, Noel, Saint-Maime"
    assert sms.encoding == "GSM-7"


def test_folds_typography_to_what_a_keyboard_has() -> None:
    assert encode("« L’Escale » – 8\u202fh… “oui” — n°\u00a04").text == '"L\'Escale" - 8 h... "oui" - no 4'


def test_composes_letters_typed_with_a_combining_accent() -> None:
    assert encode("me\u0301decin").text == "médecin"


def test_drops_pictures_rather_than_pay_for_them() -> None:
    assert encode("Ouvert 👍🏽 ☎️ 3237") == encode("Ouvert   3237")


def test_cyrillic_stays_as_typed_in_ucs2() -> None:
    sms = encode("Лікар у Пейрюї, ça va")
    assert (sms.text, sms.encoding, sms.segments) == ("Лікар у Пейрюї, ça va", "UCS-2", 1)


@pytest.mark.parametrize(
    ("text", "encoding", "segments"),
    [
        ("", "GSM-7", 1),
        ("a" * 160, "GSM-7", 1),
        ("a" * 161, "GSM-7", 2),
        ("a" * 306, "GSM-7", 2),
        ("a" * 307, "GSM-7", 3),
        ("€" * 80, "GSM-7", 1),
        ("€" * 81, "GSM-7", 2),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 3),
        ("а" * 70, "UCS-2", 1),
        ("а" * 71, "UCS-2", 2),
        ("а" * 134, "UCS-2", 2),
        ("а" * 135, "UCS-2", 3),
        ("а" * 68 + "😀", "UCS-2", 1),
        ("а" * 66 + "😀" + "а" * 66, "UCS-2", 3),
    ],
)
def test_counts_what_the_operator_counts(text: str, encoding: str, segments: int) -> None:
    sms = encode(text)
    assert (sms.encoding, sms.segments) == (encoding, segments)


@given(st.text(alphabet=GSM))
def test_text_in_the_gsm_alphabet_is_sent_unchanged(text: str) -> None:
    sms = encode(text)
    assert (sms.text, sms.encoding) == (text, "GSM-7")


@given(st.text(alphabet=FRENCH))
def test_no_french_text_ever_needs_ucs2(text: str) -> None:
    assert encode(text).encoding == "GSM-7"


@given(st.text())
def test_encoding_twice_changes_nothing(text: str) -> None:
    once = encode(text)
    assert encode(once.text) == once


def test_sends_the_longest_version_that_fits() -> None:
    reply = Reply(lines=("x" * 400,), shorter=(("y" * 300,), ("z",)))
    assert fit(reply).text == "y" * 300


def test_joins_lines_with_a_newline() -> None:
    assert fit(Reply(lines=("1 Pharmacie", "2 Infirmière"))).text == "1 Pharmacie\n2 Infirmière"


def test_cuts_after_a_whole_line_when_nothing_fits() -> None:
    reply = Reply(lines=("un " * 60, "deux " * 25, "trois " * 40))
    assert fit(reply).text == "\n".join(reply.lines[:2])


def test_cuts_a_single_line_after_a_whole_word() -> None:
    sms = fit(Reply(lines=("bonjour " * 60,)))
    assert sms.segments == 2
    assert set(sms.text.split(" ")) == {"bonjour"}


def test_never_cuts_a_phone_number_written_in_groups() -> None:
    for length in range(280, 306):
        sms = fit(Reply(lines=(("m" * 20 + " ") * 13 + "w" * (length - 273) + " 04 65 71 12 34 et après" * 2,)))
        assert re.sub(r"04 65 71 12 34", "", sms.text).strip(" wmetaprès") == ""


def test_a_word_longer_than_everything_is_sent_whole() -> None:
    link = "https://example.org/" + "a" * 400
    assert fit(Reply(lines=(link,))).text == link


words = st.lists(st.text(alphabet="abcdefgéêœ’", min_size=1, max_size=40), min_size=1, max_size=30).map(" ".join)


@given(st.lists(words, min_size=1, max_size=8), st.integers(min_value=1, max_value=3))
def test_whatever_the_reply_it_fits_and_ends_with_a_whole_word(lines: list[str], max_segments: int) -> None:
    sms = fit(Reply(lines=tuple(lines)), max_segments)
    assert sms.segments <= max_segments
    known = encode(" ".join(lines)).text.split()
    assert sms.text.split() == known[: len(sms.text.split())]
