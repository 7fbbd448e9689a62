import pytest

from analysis.documents.charset import decode

TEXT = "2023年,全县共受理行政复议案件87件,办结85件;调解矛盾纠纷3522起,调成率达98.7%。"
TRADITIONAL = "2023年,全縣共受理行政複議案件87件,辦結85件;調解矛盾糾紛3522起。"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("size", [20, 60, 4000])
def test_simplified_text_is_decoded_whatever_its_size(encoding, size):
    text = (TEXT * 90)[:size]
    assert decode(text.encode(encoding)).text == text


def test_big5_is_told_from_gb18030():
    assert decode(TRADITIONAL.encode("big5")).text == TRADITIONAL


def test_rare_characters_of_gb18030_survive():
    text = TEXT + "㐀\U00020000镇受理3件。"
    assert decode(text.encode("gb18030")).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_one_bad_byte_does_not_change_the_encoding_and_is_counted(encoding):
    data = (TEXT * 5).encode(encoding)
    head = len(TEXT.encode(encoding))
    found = decode(data[:head] + b"\xff" + data[head:])
    assert found.encoding == encoding
    assert found.lost >= 1
    assert found.text.count("87件") >= 4


def test_a_file_cut_in_its_last_character_stays_utf_8():
    assert decode(TEXT.encode() + "件".encode()[:2]) == decode(TEXT.encode())
    assert decode(TEXT.encode()).encoding == "utf-8"
