"""A real browser, driven through its DevTools protocol, and the pages of a study to open in it."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import websocket

from analysis import rendering
from analysis.batch.run import run_batch
from analysis.notebooks.overview import write_index
from analysis.notebooks.site import Site, study_jobs
from analysis.simulate.repeated import repeat_study
from analysis.study import Project, open_project
from analysis.tables.store import Store

POOR, RICH = "411526", "990101"  # a county with hardly a figure, and one with many
UNUSED = ("sentences", "numbers", "reuse", "audit", "ledger")  # by index and comparison

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")

STARTS_WITHIN = 60  # seconds; a loaded machine takes some
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-extensions",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--remote-debugging-port=0",
    "--remote-allow-origins=*",
    "about:blank",
)


class Tab:
    """One tab of the browser."""

    def __init__(self, socket: websocket.WebSocket) -> None:
        self._socket, self._number = socket, 0
        self.asked: list[str] = []  # addresses outside the file that the page asked for
        for domain in ("Page", "Network", "Runtime"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the protocol and return its result."""
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            said = json.loads(self._socket.recv())
            if said.get("id") == self._number:
                assert "error" not in said, said
                result: dict[str, Any] = said["result"]
                return result
            self._note(said)

    def _note(self, event: dict[str, Any]) -> None:
        if event.get("method") == "Network.requestWillBeSent":
            url = event["params"]["request"]["url"]
            if not url.startswith(("file:", "data:", "about:")):
                self.asked.append(url)

    def open(
        self, page: Path, *, width: int = 1280, dark: bool = False, media: str = "screen"
    ) -> None:
        """Open a file in a window of a width, light or dark, on screen or as it prints."""
        self.asked.clear()
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1,
            mobile=False,
        )  # fmt: skip
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", media=media, features=[scheme])
        assert "errorText" not in self.call("Page.navigate", url=page.as_uri()), page
        while self.evaluate("document.readyState + location.href") != f"complete{page.as_uri()}":
            time.sleep(0.05)

    def evaluate(self, code: str) -> Any:
        """Return what an expression gives, or what its promise is kept with."""
        told = self.call("Runtime.evaluate", expression=code, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def picture(self, file: Path, height: int = 900) -> None:
        """Save a picture of the upper part of the page."""
        clip = {"x": 0, "y": 0, "width": self.evaluate("innerWidth"), "height": height, "scale": 1}
        shot = self.call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        file.write_bytes(base64.b64decode(shot["data"]))

    def pdf(self) -> bytes:
        """Return the page as it prints on A4, with the margins that it asks for."""
        printed = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        return base64.b64decode(printed["data"])


@pytest.fixture(scope="session")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    """A tab of Chromium or Chrome; tests are skipped where there is none."""
    program = next((found for p in PROGRAMS if (found := shutil.which(p))), "")
    if not program:
        pytest.skip(f"no browser on this machine ({', '.join(PROGRAMS)})")
    profile = tmp_path_factory.mktemp("browser")
    started = subprocess.Popen(
        [program, *ARGUMENTS, f"--user-data-dir={profile}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        port = _port(profile / "DevToolsActivePort")
        with urlopen(f"http://127.0.0.1:{port}/json") as answer:
            tabs = json.load(answer)
        address = next(t["webSocketDebuggerUrl"] for t in tabs if t["type"] == "page")
        socket = websocket.create_connection(address, timeout=STARTS_WITHIN)
        yield Tab(socket)
        socket.close()
    finally:
        started.kill()
        started.wait()


def _port(file: Path) -> int:
    """Return the port that the browser chose, once it has said so."""
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        if file.is_file() and (lines := file.read_text().splitlines()):
            return int(lines[0])
        time.sleep(0.1)
    raise TimeoutError(f"the browser did not start within {STARTS_WITHIN} s")


@pytest.fixture(scope="session")
def site(study: Project, made_once: Callable[..., Path]) -> Path:
    """The pages of a study, the English ones in the folder ``en``; one county's beside the rest."""

    def make(folder: Path) -> None:
        for lang, out in (("zh", folder), ("en", folder / "en")):
            outcomes, _ = rendering.report(study, out=out, counties=[POOR, RICH], lang=lang)
            assert [o.error for o in outcomes if o.failed] == []

    return made_once("site", make)


@pytest.fixture(scope="session")
def large_site(
    study: Project, made_once: Callable[..., Path], project_in: Callable[[Path], Path]
) -> Callable[[int], Path]:
    """Index and comparison of a study of many counties, as if their pages were there."""

    def make(folder: Path, counties: int) -> None:
        project_in(folder)
        large = Store(folder / "data" / "processed")
        repeat_study(study.store, large, counties, without=UNUSED)
        site = Site(open_project(folder), folder / "reports", "zh")
        jobs = study_jobs(site)
        for job in jobs:
            job.page.parent.mkdir(parents=True, exist_ok=True)
            job.page.touch()
        comparison = [job for job in jobs if job.key == "comparison"]
        assert [o.error for o in run_batch(comparison, site.out) if o.failed] == []
        write_index(site, jobs, {})

    def of(counties: int) -> Path:
        made = made_once(f"site-{counties}", lambda folder: make(folder, counties))
        return made / "reports"

    return of
