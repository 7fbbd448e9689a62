"""Make a study of one's own: a folder beside the suite's, with its own choices and judgements."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from analysis.config import INHERITS, JUDGEMENTS, MARK
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
"""


def new_study(folder: Path, suite: Path, title: str = "") -> None:
    """Make the folder of a study that inherits the configuration of another project.

    Args:
        folder: to be made; it may be there if it is empty.
        suite: the project whose notebooks are copied and whose configuration is inherited.
        title: of the pages; the folder's name if not given.

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
        shutil.copy(notebook, folder / "notebooks")
    _write(folder / ".gitignore", IGNORED)
    _write(folder / "README.md", README.format(title=title))


def _way(start: Path, end: Path) -> str:
    """Return the way from one folder to another, absolute where they lie on different drives."""
    start, end = start.resolve(), end.resolve()
    return Path(os.path.relpath(end, start) if start.anchor == end.anchor else end).as_posix()


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
