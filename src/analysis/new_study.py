"""Make a study of one's own: a folder beside the suite's, with its own choices and judgements."""

from __future__ import annotations

import json
import os
import re
from importlib.metadata import version
from pathlib import Path

from analysis.config import CITED, INHERITS, JUDGEMENTS, MARK
from analysis.errors import ConfigError

IGNORED = "data/processed/\nreports/\nexport/\n.ipynb_checkpoints/\n"
README = """\
# {title}

把各县区的年度报告放进 `data/raw/`（格式不限，可以有子文件夹），然后在这个文件夹里运行：

    fazhi all

页面在 `reports/index.html`。`config/study.toml` 是这项研究的选择，
`config/corrections.toml` 是读错的更正。其余配置沿用 `config/inherits.txt` 所指的文件夹；
要改哪个文件，把它复制到 `config/` 再改。

Put the counties' reports into `data/raw/` (any format, subfolders too) and run in this folder:

    fazhi all

The pages begin at `reports/index.html`. `config/study.toml` holds this study's choices and
`config/corrections.toml` what was read wrongly. All other configuration is that of the folder in
`config/inherits.txt`; to change a file of it, copy the file into `config/` and edit the copy.


`CITATION.cff` 写明怎样引用，请填上作者和日期；`fazhi export` 会带上它。

`CITATION.cff` says how the study is cited: fill in authors and date; `fazhi export` takes it along.
"""
CITATION = """\
cff-version: 1.2.0
message: Please cite this study as below, and the reports of governments that you quote.
title: {title}
type: dataset
authors: # fill in: family-names and given-names of each, or the name of an institution
  - name: The authors of this study
version: "1" # fill in: raise it with every release of the data
# fill in and take the sign away: the day of the release, and a DOI if there is one
# date-released: YYYY-MM-DD
# doi: 10.xxxx/xxxxx
references:
  - type: software
    title: fazhi-analysis
    version: {version}
    authors:
      - name: The fazhi-analysis authors
    license: MIT
"""
OTHER = {"zh": "en", "en": "zh"}


def new_study(folder: Path, suite: Path, title: str = "", lang: str = "") -> None:
    """Make the folder of a study that inherits the configuration of another project.

    Args:
        folder: to be made; it may be there if it is empty.
        suite: the project whose notebooks are copied and whose configuration is inherited.
        title: of the pages; the folder's name if not given.
        lang: the one language of the notebooks' text, ``zh`` or ``en``; both if not given.

    Raises:
        ConfigError: the folder holds something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigError(f"{folder} is not empty; name a folder that is not there yet")
    title = title or folder.resolve().name
    config = folder / "config"
    for subfolder in (config, folder / "data" / "raw", folder / "notebooks"):
        subfolder.mkdir(parents=True)
    _write(config / INHERITS, f"{_way(config, suite / MARK.parent)}\n")
    _write(config / MARK.name, _titled((suite / MARK).read_text(encoding="utf-8"), title))
    for judged in (suite / MARK.parent / name for name in JUDGEMENTS):
        if judged.is_file():
            _write(config / judged.name, _comments(judged.read_text(encoding="utf-8")))
    for notebook in sorted((suite / "notebooks").glob("*.ipynb")):
        text = notebook.read_text(encoding="utf-8")
        _write(folder / "notebooks" / notebook.name, _in_one(text, lang) if lang else text)
    _write(folder / ".gitignore", IGNORED)
    _write(folder / "README.md", README.format(title=title))
    quoted = json.dumps(title, ensure_ascii=False)
    cited = CITATION.format(title=quoted, version=version("fazhi-analysis"))
    _write(folder / CITED, cited)


def _way(start: Path, end: Path) -> str:
    """Return the way from one folder to another, absolute where they lie on different drives."""
    start, end = start.resolve(), end.resolve()
    return Path(os.path.relpath(end, start) if start.anchor == end.anchor else end).as_posix()


def _in_one(notebook: str, lang: str) -> str:
    """Return a notebook with the text of one language, which is also its parameter's value."""
    book = json.loads(notebook)
    book["cells"] = [
        cell for cell in book["cells"] if OTHER[lang] not in cell["metadata"].get("tags", ())
    ]
    for cell in book["cells"]:
        if "parameters" in cell["metadata"].get("tags", ()):
            cell["source"] = [
                re.sub(r'^lang = "\w+"', f'lang = "{lang}"', s) for s in cell["source"]
            ]
    return json.dumps(book, ensure_ascii=False, indent=1) + "\n"


def _titled(study: str, title: str) -> str:
    """Return the study file with another title; JSON and TOML quote text alike."""
    lines = study.splitlines()
    quoted = f"title = {json.dumps(title, ensure_ascii=False)}"
    return "".join(f"{quoted if line.startswith('title =') else line}\n" for line in lines)


def _comments(judgements: str) -> str:
    """Return the head of a file of judgements: what it is for, without any entry."""
    head, _, _ = judgements.partition("\n[[")
    return "".join(f"{line}\n" for line in head.splitlines() if line.startswith("#") or not line)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
