"""What every test may use: a browser at 1280 and 360 px, and a database that is made once."""

import os
from pathlib import Path

import hypothesis
import pytest

from tests.database import _restored_after_flush, django_db_setup  # noqa: F401

SHARED = Path(__file__).resolve().parents[2] / "shared"
CHROMIUM = "/usr/bin/chromium"
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# A loaded machine is no reason to fail: ordinary tests count statements, not seconds. The examples
# are the same in each run, so that a commit is green or not; `make fuzz` looks for new ones.
hypothesis.settings.register_profile("house", deadline=None, derandomize=True, max_examples=40)
hypothesis.settings.register_profile("fuzz", deadline=None, max_examples=1_000)
hypothesis.settings.load_profile(os.environ.get("BAIWEN_EXAMPLES", "house"))


@pytest.fixture(scope="session")
def shared():
    """The folder of sample files that stands beside the project in its workshop."""
    if not SHARED.is_dir():
        pytest.skip("the sample files of the workshop (../shared) are not on this machine")
    return SHARED


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    # Playwright's own loop makes Django believe that this thread is asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, live_server):
    """A desktop page; `page.goto("/faq/")` is relative to the live server.

    A script error or a request to another host fails the test.
    """
    yield from _page(chromium, live_server, {"width": 1280, "height": 900})


@pytest.fixture
def phone(chromium, live_server):
    yield from _page(chromium, live_server, {"width": 360, "height": 780})


def _page(chromium, live_server, viewport):
    context = chromium.new_context(
        base_url=live_server.url, viewport=viewport, locale="zh-CN", accept_downloads=True
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    errors, strangers = [], []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((live_server.url, "data:", "blob:", "about:"))
            else strangers.append(request.url)
        ),
    )
    yield page
    context.close()
    assert not errors, errors
    assert not strangers, strangers
