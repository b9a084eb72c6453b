"""The report in a real browser: what a reader does with the mouse, with the keyboard, and by a link."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from crowds import crowd
from harness.leaderboard import build_report
from harness.render.html import render

from .conftest import Open

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of twelve extractors on thirty pages."""
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(render(build_report(crowd(12, 30))), encoding="utf-8")
    return file


def column(page: Page, place: int) -> list[str]:
    """Return a column of the leaderboard as it stands."""
    return page.locator(f"#board tbody tr:visible > :nth-child({place})").all_inner_texts()


def test_leaderboard_is_sorted_by_any_heading_both_ways(look: Open, report: Path) -> None:
    page = look(report)
    first = column(page, 3)
    assert first == sorted(first, reverse=True)
    page.get_by_role("button", name="R", exact=True).click()
    recall = [float(one) for one in column(page, 5)]
    assert recall == sorted(recall, reverse=True)
    assert page.locator("#board th[aria-sort]").inner_text().startswith("R")
    page.get_by_role("button", name="R", exact=True).click()
    assert [float(one) for one in column(page, 5)] == sorted(recall)
    page.get_by_role("button", name="extractor", exact=True).first.click()
    assert column(page, 1) == sorted(column(page, 1))


def test_filter_leaves_the_rows_that_it_names(look: Open, report: Path) -> None:
    page = look(report)
    page.get_by_label("Extractor").first.fill("FAST")
    assert all("[fast]" in name for name in column(page, 1))
    assert page.locator("#found").inner_text() == "6 of 12 rows"


def test_metric_is_switched_and_a_low_one_starts_with_the_lowest(look: Open, report: Path) -> None:
    page = look(report)
    page.get_by_label("Figure").select_option(label="noise")
    noise = [float(one) for one in column(page, 3)]
    assert noise == sorted(noise)
    assert noise[0] < noise[-1]


def test_control_and_who_may_be_first_are_marked(look: Open, report: Path) -> None:
    page = look(report)
    assert page.locator("#board tr.control").count() == 1
    assert page.locator("#board tr.control th").inner_text().endswith(" *")
    tied = page.locator("#board tr.tied > :nth-child(2)").all_inner_texts()
    assert tied
    assert all(rank.split("–")[0] == "1" for rank in tied)


def test_cell_of_the_heat_map_opens_the_pages_behind_it_and_a_page_opens_from_there(look: Open, report: Path) -> None:
    page = look(report)
    page.locator("#cells td button").first.click()
    dialog = page.get_by_role("dialog")
    assert "What leaks, on " in dialog.inner_text()
    name = dialog.get_by_role("link").first.inner_text()
    dialog.get_by_role("link").first.click()
    page.wait_for_function("location.hash.includes('page=')")
    assert dialog.get_by_role("heading").first.inner_text() == name
    assert "leaked words" in dialog.inner_text()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert page.evaluate("location.hash") == ""


@pytest.mark.parametrize(("kind", "fact"), [("What is lost", "lost words"), ("Defects", "defects")])
def test_other_heat_maps_lead_to_their_pages_too(look: Open, report: Path, kind: str, fact: str) -> None:
    page = look(report)
    page.get_by_label("Show").select_option(label=kind)
    page.locator("#cells td button").first.click()
    page.get_by_role("dialog").get_by_role("link").first.click()
    page.get_by_text(fact, exact=True).wait_for()


def test_link_opens_a_page_and_says_of_its_extractor(look: Open, report: Path) -> None:
    page = look(report, f"#page={quote('news/page-0003', safe='')}&extractor={quote('library2[fast]', safe='')}")
    dialog = page.get_by_role("dialog")
    assert dialog.get_by_role("heading").first.inner_text() == "news/page-0003"
    assert dialog.get_by_label("extractor").input_value() != ""
    assert "library2[fast]" in dialog.locator("option:checked").inner_text()
    dialog.get_by_label("extractor").select_option(index=0)
    page.wait_for_function("!location.hash.includes('library2%5Bfast')")


def test_link_to_a_page_that_is_not_there_says_so(look: Open, report: Path) -> None:
    assert "no page of that name" in look(report, "#page=gone&extractor=x").get_by_role("dialog").inner_text()


def test_grid_of_pages_is_walked_and_opened_with_the_keyboard(look: Open, report: Path) -> None:
    page = look(report)
    pane = page.locator("#pane")
    pane.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    said = page.locator("#cell").inner_text()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    assert said.startswith(page.get_by_role("dialog").get_by_role("heading").first.inner_text() + ", ")


def test_grid_of_pages_is_opened_with_the_mouse(look: Open, report: Path) -> None:
    page = look(report)
    page.locator("#pane").click(position={"x": 210 + 9, "y": 150 + 9})
    page.get_by_role("dialog").wait_for()
    assert "library" in page.get_by_role("dialog").locator("option:checked").inner_text()


def test_pages_are_ordered_and_filtered(look: Open, report: Path) -> None:
    page = look(report)
    page.get_by_text("The same pages as a table").click()
    means = [float(one) for one in page.locator("#rows tbody td:nth-child(2)").all_inner_texts()]
    assert means == sorted(means)
    page.locator("#order").select_option("disagreement")
    spread = [float(one) for one in page.locator("#rows tbody td:nth-child(3)").all_inner_texts()]
    assert spread == sorted(spread, reverse=True)
    page.locator("#find").fill("forum")
    assert page.locator("#listed").inner_text() == "15 pages"


def test_pages_show_the_figure_that_the_reader_chooses(look: Open, report: Path) -> None:
    page = look(report)
    page.get_by_text("The same pages as a table").click()
    page.locator("#pane").focus()
    page.keyboard.press("ArrowRight")
    assert ": F1 " in page.locator("#cell").inner_text()
    page.get_by_label("Cells").select_option("noise")
    assert page.locator("#rows thead th").nth(1).inner_text().startswith("mean noise")
    # The hardest pages of a figure that should be low are those where it is high.
    means = [float(one) for one in page.locator("#rows tbody td:nth-child(2)").all_inner_texts()]
    assert means == sorted(means, reverse=True)
    assert means[0] > means[-1]
    page.locator("#pane").focus()
    page.keyboard.press("ArrowRight")
    assert ": noise " in page.locator("#cell").inner_text()


def test_other_means_than_f1_have_intervals_too(look: Open, report: Path) -> None:
    page = look(report)
    for name in ("recall", "noise"):
        page.get_by_label("Figure").select_option(label=name)
        assert page.locator("#board td.bar").first.get_attribute("title").startswith("95 % interval 0.")  # type: ignore[union-attr]
    page.get_by_label("Figure").select_option(label="title")
    assert page.locator("#board td.bar[title]").count() == 0


def test_failures_are_listed_and_lead_to_their_pages(look: Open, report: Path) -> None:
    page = look(report)
    page.get_by_text("extractions failed").click()
    page.locator("#failed a").first.click()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert "no body" in dialog.inner_text()


def test_everything_is_reached_by_the_tab_key_in_reading_order(look: Open, report: Path) -> None:
    page = look(report)
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.textContent"))
    wanted = ["Leaderboard", "theme", "protocol", "metric", "filter", "extractor"]
    assert [one for one in seen if one in wanted][: len(wanted)] == wanted


def test_dark_and_light_follow_the_system_and_the_button(look: Open, report: Path) -> None:
    page = look(report, color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(13, 17, 23)"
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate(ground) == "rgb(13, 17, 23)"


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_makes_the_page_wider_than_the_screen(look: Open, report: Path, width: int) -> None:
    page = look(report, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_its_script_the_report_still_says_who_leads(look: Open, report: Path) -> None:
    page = look(report, ready=False, java_script_enabled=False)
    rows = page.locator("#board tr").all_inner_texts()
    assert len(rows) == 13
    leader = rows[1].split()[0]
    assert page.locator(".lead").inner_text().startswith(f"{leader} leads with an F1 of 0.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_to_object_to(look: Open, report: Path, axe: str, width: int, scheme: str) -> None:
    page = look(report, width=width, color_scheme=scheme)
    page.evaluate(axe)
    assert violations(page) == []
    page.locator("#cells td button").first.click()
    assert violations(page) == []


def violations(page: Page) -> list[str]:
    """Return what axe-core finds, with the first place of each."""
    found = page.evaluate("axe.run()")["violations"]
    return [f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:300]}" for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pictures_are_taken(look: Open, report: Path, shots: Path, width: int, scheme: str) -> None:
    page = look(report, width=width, color_scheme=scheme)
    for name in ("leaderboard", "speed", "strata", "kinds", "pages"):
        page.locator(f"#{name}").screenshot(path=shots / f"{name}-{width}-{scheme}.png")
    assert (shots / f"pages-{width}-{scheme}.png").stat().st_size > 5000
