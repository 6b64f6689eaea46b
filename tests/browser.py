"""The browser of the journeys: Debian's Chromium where it is, rather the one without windows, else Playwright's own."""

import os
import shutil
import sys
from typing import Any

from playwright.sync_api import Error, sync_playwright


def launch_arguments() -> dict[str, Any]:
    """What Playwright needs to start it, with a map drawn without a graphics card.

    For WebGL alone: the page around it is put together by the processor, which is quicker than playing a card.
    """
    arguments = ["--use-angle=swiftshader-webgl", "--enable-unsafe-swiftshader"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium's sandbox refuses to work for root
    installed = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    return {"args": arguments} | ({"executable_path": installed} if installed else {})


def main() -> None:
    """Start it once; the exit status tells whether the journeys can be made."""
    try:
        with sync_playwright() as playwright:
            playwright.chromium.launch(**launch_arguments()).close()
    except Error as error:
        sys.exit(f"The journeys need Chromium, and it cannot be started:\n{error}")


if __name__ == "__main__":
    main()
