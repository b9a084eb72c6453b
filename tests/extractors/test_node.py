"""The extractors written in JavaScript: what they need, how they speak, what they find, and what they must not do."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from harness.alignment.candidate import article_text
from harness.extraction import process
from harness.extraction.discovery import discover
from harness.extraction.process import Child, Limits, PageFile
from harness.goldens import load_case
from harness.html.decode import decode
from harness.metrics.zyte import Zyte, count_texts
from harness.model import Extraction, Extractor, Outcome
from workshop import REPOSITORY, page_file, text_of

FOLDER = REPOSITORY / "extractors" / "node"
NAMES = ("defuddle", "extractus", "readability-js", "turndown")
MODES = (*NAMES, "defuddle[markdown]", "readability-js[linkedom]")
LOCK = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))


def rows(folder: Path = REPOSITORY / "extractors") -> dict[str, Extractor]:
    return {row.id: row for row in discover(folder) if row.name in NAMES}


@pytest.fixture(scope="module")
def ready() -> dict[str, Extractor]:
    """The rows, where their libraries are installed."""
    found = rows()
    missing = [row for row in found.values() if not row.ready]
    if missing:
        pytest.skip(f"the libraries of extractors/node are not installed: {missing[0].install}")
    return found


@pytest.fixture
def node(tmp_path: Path) -> Path:
    """A folder with the protocol in it, where Node is there to run it."""
    if shutil.which("node") is None:
        pytest.skip("Node is not installed")
    shutil.copy(FOLDER / "protocol.mjs", tmp_path)
    return tmp_path


# What the package asks for


def test_manifest_names_exact_versions_and_the_lock_file_agrees() -> None:
    manifest = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))
    for name, version in manifest["dependencies"].items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        assert LOCK["packages"][f"node_modules/{name}"]["version"] == version
    assert LOCK["packages"][""]["dependencies"] == manifest["dependencies"]


def test_lock_file_pins_every_package_by_its_hash_and_names_no_registry() -> None:
    packages = {name: entry for name, entry in LOCK["packages"].items() if name}
    assert packages
    for name, entry in packages.items():
        assert entry["integrity"].startswith("sha512-"), name
        assert "resolved" not in entry, name
    text = (FOLDER / "package-lock.json").read_text(encoding="utf-8")
    assert "registry" not in text
    # The addresses that are left say who is to be thanked for a package.
    addresses = {json.dumps(entry.pop("funding", None)) for entry in packages.values()}
    assert "://" in "".join(addresses)
    assert "://" not in json.dumps(packages)


# Rows without Node or without the libraries


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A workspace's extractors with the JavaScript ones in it, their libraries not installed."""
    folder = tmp_path / "extractors"
    shutil.copytree(FOLDER, folder / "node", ignore=shutil.ignore_patterns("node_modules"))
    for name in ("_npm", *NAMES):
        shutil.copy(REPOSITORY / "extractors" / f"{name}.py", folder)
    return folder


def fake_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str | None) -> None:
    """Put a Node of that version on an otherwise empty PATH; none at all for ``None``."""
    path = tmp_path / "bin"
    path.mkdir()
    if version is not None:
        (path / "node").write_text(f"#!/bin/sh\necho {version}\n", encoding="utf-8")
        (path / "node").chmod(0o755)
    monkeypatch.setenv("PATH", str(path))


@pytest.mark.parametrize(
    ("version", "advice"),
    [
        (None, "install Node 20 or newer, then npm ci --prefix extractors/node"),
        ("v18.19.1", "install Node 20 or newer (this is v18.19.1), then npm ci --prefix extractors/node"),
        ("''", "install Node 20 or newer (this is none that starts), then npm ci --prefix extractors/node"),
        ("v20.0.0", "npm ci --prefix extractors/node"),
        ("v100.1.0", "npm ci --prefix extractors/node"),
    ],
)
def test_row_that_cannot_run_says_what_to_do(
    bare: Path, monkeypatch: pytest.MonkeyPatch, version: str | None, advice: str
) -> None:
    fake_node(bare.parent, monkeypatch, version)
    monkeypatch.chdir(bare.parent)
    found = rows(bare)
    assert set(found) == set(MODES)
    assert {(row.ready, row.version, row.problem, row.install) for row in found.values()} == {
        (False, None, None, advice)
    }


def test_advice_can_be_followed_from_anywhere(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_node(bare.parent, monkeypatch, "v20.0.0")
    (bare.parent / "elsewhere").mkdir()
    monkeypatch.chdir(bare.parent / "elsewhere")
    assert rows(bare)["turndown"].install == f"npm ci --prefix {bare / 'node'}"


@pytest.mark.parametrize("changed", ["package-lock.json", "protocol.mjs", "serve.mjs"])
def test_change_of_what_is_served_is_a_change_of_every_row(bare: Path, changed: str) -> None:
    before = {row.digest for row in rows(bare).values()}
    with (bare / "node" / changed).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert not before & {row.digest for row in rows(bare).values()}


# The protocol


def serve(folder: Path, body: str, pages: list[PageFile], limits: Limits | None = None) -> list[Extraction]:
    """Have ``async (page) => { body }`` answer the pages in one warm child."""
    source = (
        f'import {{ serve }} from "./protocol.mjs";\nawait serve({{ name: "mine" }}, async (page) => {{ {body} }});\n'
    )
    (folder / "serve.mjs").write_text(source, encoding="utf-8")
    with Child(["node", str(folder / "serve.mjs")], limits or Limits()) as child:
        return [child.extract(page) for page in pages]


FAULTS: list[tuple[str, Outcome, str, str]] = [
    ('throw new RangeError("no luck");', "error", "RangeError", "no luck"),
    ('throw "a string";', "error", "String", "a string"),
    ("throw null;", "error", "object", "null"),
    ("return null;", "error", "TypeError", "extract must return an object or a string, not null"),
    ("return 5;", "error", "TypeError", "extract must return an object or a string, not number"),
    ("return { authors: 5 };", "protocol", "Protocol", "authors must be a list of strings, not int 5"),
    ("process.exit(3);", "crash", "Crash", "exited with status 3"),
    ("process.abort();", "crash", "Crash", "killed by SIGABRT"),
    ('setImmediate(() => { throw new Error("late"); }); await new Promise(() => {});', "crash", "Crash", "exited with"),
    ('Promise.reject(new Error("late")); await new Promise(() => {});', "crash", "Crash", "exited with status 1"),
    ("for (;;);", "timeout", "Timeout", "took more than 3 s for this page"),
    ("setInterval(() => {}, 1000); await new Promise(() => {});", "timeout", "Timeout", "took more than 3 s"),
    ('await fetch("http://127.0.0.1:9/");', "error", "NetworkForbiddenError", "extractors run without a network"),
    (
        'const { get } = await import("node:http"); await new Promise(() => get("http://127.0.0.1:9/"));',
        "error",
        "NetworkForbiddenError",
        "extractors run without a network",
    ),
    (
        'const { lookup } = await import("node:dns/promises"); await lookup("lane.example");',
        "error",
        "NetworkForbiddenError",
        "extractors run without a network",
    ),
    (
        'const { createSocket } = await import("node:dgram"); createSocket("udp4").send("x", 9, "127.0.0.1");',
        "error",
        "NetworkForbiddenError",
        "extractors run without a network",
    ),
]


@pytest.mark.parametrize(("fault", "outcome", "type_", "message"), FAULTS, ids=[fault[0][:40] for fault in FAULTS])
def test_fault_has_its_outcome_and_costs_only_its_page(
    node: Path, fault: str, outcome: Outcome, type_: str, message: str
) -> None:
    body = f'if (page.html.includes("poison")) {{ {fault} }} return "fine";'
    good, bad = page_file(node / "pages", "good"), page_file(node / "pages", "poison")
    limits = Limits(timeout=3.0 if outcome == "timeout" else 30.0)
    before, failed, after = serve(node, body, [good, bad, good], limits)
    assert (text_of(before), text_of(after)) == ("fine", "fine")
    assert (failed.outcome, failed.article) == (outcome, None)
    assert failed.failure is not None
    assert (failed.failure.type, failed.failure.message[: len(message)]) == (type_, message)


def test_what_it_prints_does_not_disturb_its_answer_and_is_kept_with_a_failure(node: Path) -> None:
    chatter = 'console.log("chatter"); console.info("more"); process.stdout.write("raw\\n");'
    body = chatter + 'if (page.html.includes("poison")) throw new Error("the end"); return "fine";'
    good, bad = page_file(node / "pages", "good"), page_file(node / "pages", "poison")
    first, failed = serve(node, body, [good, bad])
    assert text_of(first) == "fine"
    assert failed.failure is not None
    assert {"chatter", "more", "raw"} <= set(failed.failure.stderr.splitlines())
    assert "Error: the end" in failed.failure.stderr


def test_answer_tells_the_processors_time(node: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "cpu_used", lambda _: None)  # so that it is not looked up here
    body = "let sum = 0; for (let i = 0; i < 3e7; i += 1) sum += i % 7; return String(sum);"
    (extraction,) = serve(node, body, [page_file(node / "pages")])
    assert extraction.seconds is not None
    assert extraction.cpu_seconds is not None
    assert extraction.cpu_seconds > 0


def test_page_has_what_the_server_said_and_the_article_only_what_was_found(node: Path) -> None:
    file = page_file(node / "pages").path
    file.write_bytes(b"<p>caf\xe9")
    page = PageFile(file, "https://lane.example/x", "text/html", "iso-8859-1")
    body = """return {
        text: [page.url, page.mediaType, page.encoding, page.html, page.content.length].join("|"),
        title: null, authors: ["Ann"], image: undefined,
    };"""
    (extraction,) = serve(node, body, [page])
    assert extraction.article is not None
    assert extraction.article.to_json() == {
        "text": "https://lane.example/x|text/html|iso-8859-1|<p>café|7",
        "authors": ["Ann"],
    }
    assert extraction.seconds is not None
    assert extraction.seconds >= 0
    assert extraction.peak_memory is not None
    assert extraction.peak_memory > 2**20


META = b'<html><head><meta charset="%s"></head><body>'
PAGES: list[tuple[bytes, str | None]] = [
    (b"", None),
    ("plain UTF-8: é—中".encode(), None),
    (b"\xef\xbb\xbfwith a mark: \xc3\xa9", "windows-1252"),
    ("wide".encode("utf-16-le"), "utf-16le"),
    (b"\xff\xfew\x00i\x00", None),
    (b"\xfe\xff\x00w\x00i", "utf-8"),
    (b"caf\xe9 \x93quoted\x94 \x96 \x80", "iso-8859-1"),
    (META % b"ISO-8859-1" + b"\x84Gr\xfc\xdfe\x93", None),
    (META % b"utf-16" + "é".encode(), None),
    (META % b"no-such-charset" + "é".encode(), None),
    (b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">\xcf\xf0\xe8', None),
    (b'<!-- <meta charset="koi8-r"> --><meta charset=windows-1251>\xcf\xf0\xe8', None),
    (META % b"shift_jis" + "日本語".encode("shift_jis"), None),
    (META % b"gbk" + "中文".encode("gbk"), None),
    (META % b"utf-8" + b"broken \xff\xfe bytes", None),
    (b"x" * 2000 + META % b"windows-1250" + b"\x9a\xe8", None),
]


def test_pages_are_decoded_as_by_the_harness(node: Path) -> None:
    files = []
    for i, (content, declared) in enumerate(PAGES):
        files.append(PageFile(page_file(node / "pages", f"page {i}").path, None, "text/html", declared))
        files[-1].path.write_bytes(content)
    texts = [text_of(extraction) for extraction in serve(node, "return page.html;", files)]
    assert texts == [decode(content, declared) for content, declared in PAGES]


def test_process_ends_with_its_stdin_whatever_a_library_left_running(node: Path) -> None:
    source = 'import { serve } from "./protocol.mjs";\nawait serve({ name: "mine", version: "2" }, () => {\n'
    source += '  setInterval(() => {}, 1000);\n  return "fine";\n});\n'
    (node / "serve.mjs").write_text(source, encoding="utf-8")
    page = page_file(node / "pages")
    request = {"id": 7, "path": str(page.path), "url": None, "media_type": "text/html", "encoding": None}
    command = ["node", str(node / "serve.mjs")]
    done = subprocess.run(command, input=json.dumps(request) + "\n\n", capture_output=True, text=True, check=True)
    hello, answer = map(json.loads, done.stdout.splitlines())
    assert hello == {"protocol": 1, "name": "mine", "version": "2", "accepts": ["text/html"]}
    assert (answer["id"], answer["article"]) == (7, {"text": "fine"})


# The libraries


def extract(row: Extractor, *pages: PageFile) -> list[Extraction]:
    with Child(row.command, Limits()) as child:
        return [child.extract(page) for page in pages]


def test_versions_are_those_of_the_lock_file(ready: dict[str, Extractor]) -> None:
    assert set(ready) == set(MODES)
    for row in ready.values():
        assert row.version == LOCK["packages"][f"node_modules/{row.package}"]["version"]
        assert row.licence in ("MIT", "Apache-2.0")


# Words, the first characters of SHA-256 over them, and what else is given, on golden/fiction/allotment-blog. The story
# has 402 words; defuddle takes the readers' comments for a part of it, turndown leaves out nothing at all.
STORY: tuple[tuple[str, int, str, set[str]], ...] = (
    ("readability-js", 398, "dbd9987fdc71", {"description", "language", "site_name"}),
    ("readability-js[linkedom]", 398, "dbd9987fdc71", {"description", "language", "site_name"}),
    ("extractus", 398, "dbd9987fdc71", {"canonical_url", "description", "image", "site_name"}),
    ("defuddle", 1393, "5223e2bc82e8", {"description", "image", "language", "site_name"}),
    ("defuddle[markdown]", 1396, "be258214fcf6", {"description", "image", "language", "site_name"}),
    ("turndown", 1693, "23a9ea0d4664", set()),
)


@pytest.mark.parametrize(("name", "count", "digest", "fields"), STORY, ids=[story[0] for story in STORY])
def test_library_gives_this_text_of_a_golden_page(
    ready: dict[str, Extractor], name: str, count: int, digest: str, fields: set[str]
) -> None:
    case = load_case(REPOSITORY / "golden/fiction/allotment-blog", REPOSITORY / "golden").case
    assert case is not None
    (extraction,) = extract(ready[name], PageFile(case.page_path.resolve(), case.url, "text/html", None))
    assert extraction.article is not None, extraction.failure
    words = article_text(extraction.article).split()
    assert (len(words), hashlib.sha256(" ".join(words).encode()).hexdigest()[:12]) == (count, digest)
    given = extraction.article.to_json()
    form = "markdown" if name in ("turndown", "defuddle[markdown]") else "html"
    more = set() if name == "turndown" else {"title", "authors", "published"}
    assert given.keys() == {form} | more | fields
    if more:
        assert str(given["title"]).startswith("The slugs ate the sign, too")
        assert str(given["published"]).startswith("2023-06-18T18:04:51")


BROKEN = {
    "nothing": b"",
    "no-body": b"<html></html>",
    "blank": b"<!DOCTYPE html><html><head><title>Only a title</title></head><body> \n </body></html>",
    "never-closed": b"<p><div><table><tr><td><p>cell<b>" * 3,
    "all-bytes": bytes(range(256)) * 20,
}


@pytest.mark.parametrize("name", MODES)
def test_broken_page_is_answered_and_leaves_no_trace_on_the_next(
    ready: dict[str, Extractor], name: str, tmp_path: Path
) -> None:
    story = page_file(tmp_path, "story")
    shutil.copy(REPOSITORY / "harness/extraction/checkup.html", story.path)
    pages = [story]
    for title, content in BROKEN.items():
        pages.append(page_file(tmp_path, title))
        pages[-1].path.write_bytes(content)
    first, *broken, again = extract(ready[name], *pages, story)
    outcomes = dict(zip(BROKEN, [one.outcome for one in broken], strict=True))
    # extractus refuses what has fewer than 200 characters, and what it can find no title for.
    kept: Outcome = "empty" if name == "extractus" else "ok"
    assert outcomes == {
        "nothing": "empty",
        "no-body": "empty",
        "blank": "empty",
        "never-closed": kept,
        "all-bytes": kept,
    }
    assert first.outcome == "ok"
    assert first.article == again.article


@pytest.mark.parametrize("name", MODES)
def test_scripts_of_a_page_do_not_run_and_nothing_is_fetched(
    ready: dict[str, Extractor], name: str, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        there = f"http://127.0.0.1:{server.getsockname()[1]}"
        story = (REPOSITORY / "harness/extraction/checkup.html").read_text(encoding="utf-8")
        bait = f"""<link rel="stylesheet" href="{there}/a.css"><script src="{there}/a.js"></script>
            <script>document.querySelector("article").innerHTML = "<p>" + "Taken over. ".repeat(60) + "</p>"</script>
            """
        lure = f'<article><iframe src="{there}/a"></iframe><img src="{there}/a.png" onerror="document.body.remove()">'
        page = page_file(tmp_path, "bait")
        page.path.write_text(story.replace("</head>", bait + "</head>").replace("<article>", lure), encoding="utf-8")
        (extraction,) = extract(ready[name], PageFile(page.path, f"{there}/page", "text/html", None))
        text = article_text(extraction.article)
        assert "Ines Halloran, who has wound the mechanism twice a day" in " ".join(text.split())
        assert "Taken over" not in text
        with pytest.raises(BlockingIOError):
            server.accept()


def test_blocks_are_not_glued_together(ready: dict[str, Extractor], tmp_path: Path) -> None:
    page = page_file(tmp_path, "glue")
    story = (REPOSITORY / "harness/extraction/checkup.html").read_text(encoding="utf-8")
    page.path.write_text(re.sub(r">\s+<", "><", story), encoding="utf-8")
    for name in ("readability-js", "readability-js[linkedom]"):
        (extraction,) = extract(ready[name], page)
        lines = article_text(extraction.article).split("\n")
        assert "What happens next" in [line.strip() for line in lines], name


def test_page_without_an_address_is_read_and_none_is_made_up(ready: dict[str, Extractor], tmp_path: Path) -> None:
    page = page_file(tmp_path, "nameless")
    story = (REPOSITORY / "harness/extraction/checkup.html").read_text(encoding="utf-8")
    page.path.write_text(re.sub(r'<link rel="canonical".*?>|<meta property="og:site_name".*?>', "", story), "utf-8")
    pages = [PageFile(page.path, url, "text/html", None) for url in (None, "not an address", "file:///etc/hosts")]
    for row in ready.values():
        for extraction in extract(row, *pages):
            assert extraction.outcome == "ok", (row.id, extraction.failure)
            assert extraction.article is not None
            assert extraction.article.canonical_url is None, row.id
            assert "invalid" not in (extraction.article.site_name or ""), row.id


def test_readability_scores_as_the_outputs_that_zyte_recorded(ready: dict[str, Extractor], tmp_path: Path) -> None:
    datasets = os.environ.get("HARNESS_DATASETS")
    if datasets is None:
        pytest.skip("HARNESS_DATASETS names no folder with the peers' samples")
    folder = Path(datasets) / "zyte"
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    reference = json.loads((Path(datasets).parent / "reference/zyte-sample.json").read_text(encoding="utf-8"))
    recorded = reference["readability_js"]
    assert ready["readability-js"].version == recorded["version"]
    pages = []
    for key, page in truth.items():
        pages.append(PageFile(tmp_path / f"{key}.html", page.get("url"), "text/html", None))
        pages[-1].path.write_bytes(gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes()))
    counts = [
        count_texts(page["articleBody"], article_text(extraction.article))
        for page, extraction in zip(truth.values(), extract(ready["readability-js"], *pages), strict=True)
    ]
    f1 = Zyte().aggregate(counts)["zyte_f1"]
    assert f1 is not None
    print(f"readability.js on {len(counts)} pages: F1 {f1:.5f}, recorded {recorded['aggregate']['f1']:.5f}")
    # What is better here are the words that textContent, which was recorded, glues together.
    assert 0 <= f1 - recorded["aggregate"]["f1"] <= 0.005
