"""Settings of a batch; command line and batch files share these defaults."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from analysis.config import Choices
from analysis.kernels import linux

PRELOADED = (  # what a fork server imports: what notebooks of this project and of users need
    "analysis.pages.comparison",
    "analysis.pages.county",
    "analysis.pages.story.evidence",
    "analysis.pages.story.index",
    "encodings.utf_16_be",
    "encodings.utf_8_sig",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "matplotlib.pyplot",
    "pandas.core.arrays.arrow._arrow_utils",
    "pandas.core.reshape.reshape",
    "pandas.io.formats.style",
    "pandas.io.parquet",
    "PIL.PngImagePlugin",
    "pyarrow.dataset",
    "pyarrow.pandas_compat",
    "pyarrow.parquet",
    "scipy.stats",
    "sklearn.cluster",
    "sklearn.decomposition",
    "sklearn.linear_model",
    "sklearn.model_selection",
    "sklearn.preprocessing",
)


class Settings(Choices):
    """How many notebooks run at once, and what each of them may use."""

    jobs: int = Field(2, ge=1, description="notebooks at the same time; one a core is best")
    timeout: float = Field(600.0, gt=0, description="seconds that a notebook may take")
    retries: int = Field(1, ge=0, description="tries more where a kernel or its worker died")
    memory: int = Field(4096, ge=0, description="MiB of data a kernel may hold; 0 is no limit")
    kernels: Literal["auto", "plain"] = Field(
        "auto", description="auto forks kernels where it can (Linux); plain starts each anew"
    )

    @property
    def forks(self) -> bool:
        """Whether kernels are forked here."""
        return self.kernels == "auto" and linux.supported()
