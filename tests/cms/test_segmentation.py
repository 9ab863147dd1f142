import re
import unicodedata

from hypothesis import assume, given
from hypothesis import strategies as st

from cms.segmentation import bigrams

han = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=40)


@given(st.data(), han)
def test_any_two_neighbouring_characters_find_the_text(data, text):
    start = data.draw(st.integers(0, len(text) - 2))
    assert set(bigrams(text[start : start + 2]).split()) <= set(bigrams(text).split())


@given(st.data(), han)
def test_any_longer_part_finds_the_text_too(data, text):
    start = data.draw(st.integers(0, len(text) - 2))
    stop = data.draw(st.integers(start + 2, len(text)))
    assert set(bigrams(text[start:stop]).split()) <= set(bigrams(text).split())


@given(st.text())
def test_tokens_are_of_letters_and_digits_only(text):
    """Nothing that a search engine would read as an operator comes through."""
    for token in bigrams(text).split():
        assert re.fullmatch(r"[a-z0-9]+", token) or all(sign > "\u33ff" for sign in token)


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E)))
def test_full_width_letters_are_found_by_half_width_ones(text):
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in text)
    assume(unicodedata.normalize("NFKC", wide) == text)
    assert bigrams(wide) == bigrams(text)


def test_words_of_both_scripts_stand_side_by_side():
    assert bigrams("听证会 PDF 2021年") == "听证 证会 pdf 2021 年"


def test_hangul_and_private_characters_are_no_han():
    assert bigrams("\ud55c\uae00\ue000") == ""
