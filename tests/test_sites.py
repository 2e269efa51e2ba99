"""Every sample page becomes what its gold says, every profile can be used, and what gives no article is refused by name."""

import csv
import json
from pathlib import Path

import pytest

from corpus import load
from corpus.model import Article, Page
from pipeline.errors import Refused
from pipeline.parse import canonical, load_site, parse

CORPUS = Path(load.__file__).parent
SHARED = CORPUS.parent.parent / "shared"
REJECTED = {
    row["sample"]: row["reason"] for row in csv.DictReader((CORPUS / "gold" / "rejected.csv").read_text(encoding="utf-8").splitlines())
}


def _page(path: Path) -> Page:
    return Page(url=f"file:{path.name}", content=path.read_bytes(), media="text" if path.suffix == ".txt" else "html")


def _stated(article: Article) -> dict[str, str | None]:
    names = {province.id: province.name for province in load.provinces()}
    return {
        "title": article.title,
        "published": article.published,
        "page_date": article.page_date,
        "author": article.author,
        "source": article.site,
        "province": names[article.province] if article.province else None,
        "republished_from": article.republished_from,
    }


SAMPLES = sorted((CORPUS / "samples").iterdir())
READ = [path for path in SAMPLES if path.stem not in REJECTED]


@pytest.mark.parametrize("path", READ, ids=lambda path: path.stem)
def test_sample_is_read_as_its_gold_says(path: Path) -> None:
    gold = json.loads((CORPUS / "gold" / f"{path.stem}.json").read_text(encoding="utf-8"))
    article = parse(_page(path))
    assert _stated(article) == gold["article"]
    assert article.url == (gold["url"] or f"file:{path.name}")


@pytest.mark.parametrize("path", READ, ids=lambda path: path.stem)
def test_body_holds_the_text_and_nothing_of_the_page(path: Path) -> None:
    article = parse(_page(path))
    gold = json.loads((CORPUS / "gold" / f"{path.stem}.json").read_text(encoding="utf-8"))
    for layer in ("citations", "dates", "statistics", "optional_citations", "optional_dates"):
        for fact in gold.get(layer, ()):
            assert fact["text"] in article.body
    for furniture in (
        "Trả lời",
        "lượt xem",
        "Tin khác",
        "Tin liên quan",
        "Chia sẻ",
        "Bàn giao 12 căn nhà",
        "Quảng cáo",
        "{{",
        "Từ khóa",
        "GMT",
        gold["article"]["author"],
    ):
        assert furniture is None or furniture not in article.body.replace("Ảnh: ĐÌNH QUANG", "")
    lines = article.body.split("\n")
    assert len(lines) == len(article.parts)
    assert article.parts[0] == "title"
    assert article.parts.count("lead") == 1
    assert lines[article.parts.index("lead")] == article.lead
    assert all(line == " ".join(line.split()) for line in lines)


@pytest.mark.parametrize(("stem", "reason"), sorted(REJECTED.items()))
def test_page_without_an_article_is_refused(stem: str, reason: str) -> None:
    (path,) = (path for path in SAMPLES if path.stem == stem)
    with pytest.raises(Refused) as refused:
        parse(_page(path))
    assert refused.value.reason == reason
    assert refused.value.detail


def test_every_sample_has_a_gold_or_a_reason() -> None:
    gold = {path.stem for path in (CORPUS / "gold").glob("*.json")}
    assert {path.stem for path in SAMPLES} >= gold | set(REJECTED)
    assert {path.stem for path in SAMPLES} == gold & {path.stem for path in SAMPLES} | set(REJECTED)


@pytest.mark.parametrize(
    ("stem", "title", "author"),
    [
        ("langson-2016-windows-1258", "Đình Lập kiểm điểm việc thực hiện Nghị quyết Trung ương 4", "VI HẬU"),
        ("thaibinh-2025-script", "Hội nghị tổng kết Nghị quyết số 18-NQ/TW", "Mai Chi"),
    ],
)
def test_lenient_reads_what_it_can(stem: str, title: str, author: str) -> None:
    article = parse(_page(CORPUS / "samples" / f"{stem}.html"), lenient=True)
    assert (article.title, article.author) == (title, author)
    assert "document" not in article.body


@pytest.mark.parametrize("path", sorted(SHARED.glob("samples/*.txt")), ids=lambda path: path.stem)
def test_real_article_is_read_as_its_gold_says(path: Path) -> None:
    gold = json.loads((SHARED / "gold" / f"{path.stem}.json").read_text(encoding="utf-8"))["article"]
    stated = _stated(parse(_page(path)))
    # a copied text has no address: the site and its province are known where the text names them
    unknown = {key for key in ("source", "province") if stated[key] is None or gold[key] is None}
    assert {key: value for key, value in stated.items() if key not in unknown} == {
        key: value for key, value in gold.items() if key not in unknown
    }


def test_no_two_profiles_answer_for_one_host() -> None:
    profiles = [load.site(path) for path in sorted((CORPUS / "sites").glob("*.toml"))]
    hosts = [host for profile in profiles for host in profile.hosts]
    assert len(hosts) == len(set(hosts))


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("http://www.baolangson.vn/chinh-tri/1-a.html", "baolangson.vn"),
        ("https://vuthu.thaibinh.gov.vn/tin-tuc/a.html", "thaibinh.gov.vn"),
        ("https://vixuyen.hagiang.gov.vn/a.html", "vixuyen.hagiang.gov.vn"),
        ("https://meovac.hagiang.gov.vn/a.html", "hagiang.gov.vn"),
        ("https://dongkhoi.baovinhlong.vn/a-a1.html", "baodongkhoi.vn"),
        ("https://baosonla.vn/a/b.html", "baosonla.org.vn"),
        ("https://tin.example.vn/a.html", None),
        ("file:a.txt", None),
    ],
)
def test_site_of_an_address(url: str, site: str | None) -> None:
    found = load_site(canonical(url))
    assert (found.id if found else None) == site
