"""Every line of the tutorial runs as it is printed, in the folder of a study."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.study import View

pytestmark = pytest.mark.slow

DOCS = Path(__file__).parents[2] / "docs"
SHOWN = """
figure.savefig("figure.png")
for name, value in list(vars().items()):
    if isinstance(value, pd.DataFrame):
        assert len(value), name
print(found.attrs["caveat"])
print(*(file.name for file in files))
"""


def test_the_questions_of_a_study_are_answered_as_printed(view: View, tmp_path: Path) -> None:
    text = (DOCS / "study.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.S)
    assert len(blocks) > 8
    program = tmp_path / "study.py"
    program.write_text("\n".join([*blocks, SHOWN]), encoding="utf-8")
    command = [sys.executable, "-W", "error::UserWarning", program]
    ran = subprocess.run(
        list(map(str, command)), cwd=view.root, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert "do not say what causes" in ran.stdout
    assert "datapackage.json" in ran.stdout
    assert ran.stderr == ""
