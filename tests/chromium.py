"""A headless Chromium for tests of pages."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright

_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@asynccontextmanager
async def running() -> AsyncIterator[Browser]:
    """Chromium from DAMLAM_CHROMIUM or the PATH; without one the test skips, or fails when DAMLAM_REQUIRE_ALL=1."""
    path = os.environ.get("DAMLAM_CHROMIUM") or shutil.which("chromium")
    if path is None:
        missing = "no Chromium: install it, or name it in DAMLAM_CHROMIUM"
        if os.environ.get("DAMLAM_REQUIRE_ALL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        try:
            yield browser
        finally:
            await browser.close()
