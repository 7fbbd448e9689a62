"""How a batch is run; the defaults are those of the command line and of batch files."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from analysis.config import Choices


class Settings(Choices):
    """How many notebooks run at once, and what each of them may use."""

    jobs: int = Field(2, ge=1, description="notebooks at the same time; one a core is best")
    timeout: float = Field(600.0, gt=0, description="seconds that a notebook may take")
    retries: int = Field(1, ge=0, description="tries more where a kernel or its worker died")
    memory: int = Field(4096, ge=0, description="MiB of data a kernel may hold; 0 is no limit")
    kernels: Literal["auto", "plain"] = Field(
        "auto", description="auto forks kernels where it can (Linux); plain starts each anew"
    )
