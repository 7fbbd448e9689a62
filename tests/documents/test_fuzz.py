"""Damaged files of every kind, made at random and the same each time."""


def test_a_damaged_file_gives_a_text_or_a_named_failure_and_loses_nothing_without_a_word(neighbour):
    fuzz = neighbour("fuzz")
    found = fuzz.run(fuzz.seeds(), seed=20231204, enough=lambda count: count >= 420)
    assert {place: len(files) for place, files in found.items()} == {}
