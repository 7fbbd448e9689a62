"""One awkward document never stops the others: it fails alone, in every stage."""

from __future__ import annotations

import io
import os
import zipfile

import pandas as pd
import pytest

ZONE = "新乡市平原示范区管理委员会"


@pytest.fixture
def awkward(folder, write_report):
    """A project whose raw folder holds two plain reports among awkward documents."""
    raw = folder / "data" / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    zone = write_report("示范区").replace("示范区人民政府", ZONE)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", write_report("息县"))
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", write_report("罗山县"))
    contents = {
        "good.txt": write_report("潢川县").encode(),
        "zone.txt": zone.encode(),
        "endless.txt": ("商城县2023年法治政府建设报告\n" + "东镇受理87件," * 6000).encode(),
        "lines.txt": b"\n" * 40_000,
        "twice.zip": packed.getvalue(),
        os.fsdecode("固始.txt".encode("gb18030")): write_report("固始县").encode(),
    }
    for name, data in contents.items():
        (raw / name).write_bytes(data)
    return folder


def test_every_other_report_is_read_and_built(awkward, fazhi):
    said = fazhi("ingest", "--project", awkward)
    assert "6 used" in said.output, said.output
    tables = awkward / "data" / "processed"
    outcomes = pd.read_parquet(tables / "outcomes.parquet").set_index("file")["status"]
    assert outcomes[["good.txt", "zone.txt", "固始.txt"]].eq("used").all()
    assert outcomes[["twice.zip!a.txt", "twice.zip!a.txt (2)"]].eq("used").all()
    assert outcomes["lines.txt"] == "failed"
    assert fazhi("build", "--project", awkward).exit_code == 0


def test_a_zone_bears_one_id_in_every_table(awkward, fazhi):
    fazhi("ingest", "--project", awkward)
    fazhi("build", "--project", awkward)
    tables = awkward / "data" / "processed"
    counties = pd.read_parquet(tables / "counties.parquet").set_index("county")
    code = counties.loc["平原示范区", "county_code"]
    assert (code[:5], counties.loc["平原示范区", "prefecture"]) == ("4107Z", "新乡市")
    for name in ("documents", "observations", "panel"):
        assert code in set(pd.read_parquet(tables / f"{name}.parquet")["county_code"]), name
