"""What a digest of files depends on."""

from __future__ import annotations

from pathlib import Path

from analysis.files import digest_of


def test_two_files_that_change_names_change_the_digest(tmp_path: Path) -> None:
    for folder, names in (("one", ("a.txt", "b.txt")), ("two", ("a.txt", "c.txt"))):
        (tmp_path / folder / "raw").mkdir(parents=True)
        for name in names:
            (tmp_path / folder / "raw" / name).write_text(names[0], encoding="utf-8")
    one, two = (digest_of(tmp_path / folder / "raw") for folder in ("one", "two"))
    assert one != two
