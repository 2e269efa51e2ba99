"""Small records made by hand, and databases of them; every name of a person is invented."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlite_utils import Database

from corpus.model import (
    ActRow,
    Article,
    CitationRow,
    DateRow,
    DocumentRow,
    EventOfficialRow,
    EventRow,
    OfficialRow,
    PostRow,
    Record,
    RelationRow,
    Sentence,
    StatisticRow,
    UnresolvedRow,
)
from pipeline import store


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: many tests wait for a server or a process."""
    return (os.cpu_count() or 1) + 1


BODY = (
    "Tỉnh ủy Lạng Sơn tổng kết Nghị quyết số 18-NQ/TW\n"
    "Ngày 24-7-2018, Tỉnh ủy Lạng Sơn tổng kết Nghị quyết số 18-NQ/TW. "
    "Đồng chí Lò Thị Mẫu, Bí thư Tỉnh ủy, chủ trì; hơn 500 đại biểu dự, đạt chỉ tiêu 450 đại biểu. "
    "Kế hoạch số 86-KH/TU thực hiện nghị quyết; Nghị quyết nêu trên được hoà nhập."
)
# the same conference as another paper tells it
OWN_WORDS = (
    "Nhìn lại Nghị quyết số 18-NQ/TW ở Lạng Sơn\n"
    "Ngày 24-7-2018, Tỉnh ủy Lạng Sơn tổng kết một chặng đường: Nghị quyết số 18-NQ/TW đã vào cuộc sống. "
    "Theo đồng chí Lò Thị Mẫu, Bí thư Tỉnh ủy, có hơn 500 đại biểu tới nghe, trong khi ban tổ chức chỉ chờ 450 đại biểu. "
    "Dịp này tỉnh bàn an toàn giao thông và ra Kế hoạch số 86-KH/TU thực hiện nghị quyết; Nghị quyết nêu trên được hoà nhập."
)


def unlike(of: object) -> str:
    """The same facts in a text that is no copy of any other one: most of it is made of `of`."""
    letters = sha256(str(of).encode()).hexdigest().translate(str.maketrans("0123456789", "ghijklmnop"))
    return f"{BODY} {' '.join(letters[at:] + letters[:at] for at in range(60))}"


URL = "https://baolangson.vn/tong-ket-nghi-quyet-1.html"


def number_of(url: str) -> int:
    """A 51-bit number made from an address."""
    return int.from_bytes(sha256(url.encode()).digest()[:8]) >> 13


def article(url: str = URL, body: str = BODY, **changes: object) -> Article:
    """An article of Báo Lạng Sơn, with what is given changed."""
    made = Article(
        id=number_of(url), url=url, site="baolangson.vn", title=body.partition("\n")[0], lead=None, author="NGUYỄN MẪU", section=None,
        published="2018-07-24", published_from="meta", page_date=None, province="lang-son", republished_from=None, body=body,
        parts=("title", "body"), words=len(body.split()), content_hash=sha256(body.encode()).hexdigest(),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def sentences(of: Article) -> tuple[Sentence, ...]:
    """One sentence a line, its words parted at white space, the first two joined."""
    made, start = [], 0
    for position, line in enumerate(of.body.split("\n")):
        words, at = [], start
        for word in line.split():
            at = of.body.index(word, at)
            words.append((at, at + len(word)))
            at += len(word)
        if len(words) > 1:
            words[:2] = [(words[0][0], words[1][1])]
        part = "title" if position == 0 else "body"
        made.append(Sentence(of.id * 4096 + position, of.id, position, start, start + len(line), line, part, tuple(words)))
        start += len(line) + 1
    return tuple(made)


def fact(of: Article, text: str, rule: str, nth: int = 0) -> dict[str, object]:
    """The columns that a fact begins with, for the nth place where `text` stands."""
    start = -1
    for _ in range(nth + 1):
        start = of.body.index(text, start + 1)
    number = of.body.count("\n", 0, start)
    end = start + len(text)
    return {
        "id": f"{of.id}.{start}.{end}", "article_id": of.id, "sentence_id": of.id * 4096 + number, "start": start, "end": end, "text": text,
        "rule": rule,
    }  # fmt: skip


def record(url: str = URL, **changes: object) -> Record:
    """One row at least of everything that an article can state."""
    of = article(url, **changes)  # type: ignore[arg-type]
    cited = CitationRow(
        **fact(of, "Nghị quyết số 18-NQ/TW", "citation.party"),
        kind="nghị quyết",
        number="18",
        symbol="18-NQ/TW",
        document_id="18-NQ/TW@2017",
    )  # type: ignore[arg-type]
    plan = CitationRow(
        **fact(of, "Kế hoạch số 86-KH/TU", "citation.party"),
        kind="kế hoạch",
        number="86",
        symbol="86-KH/TU",
        document_id="86-KH/TU@lang-son",
    )  # type: ignore[arg-type]
    held = EventRow(
        **fact(of, "tổng kết", "event.review"), kind="tổng kết", status="held", citation_id=cited.id, document_id="18-NQ/TW@2017",
        date="2018-07-24", earliest="2018-07-24", latest="2018-07-24", date_basis="stated", organization="Tỉnh ủy Lạng Sơn", level="province",
        province="lang-son", act_id="tong-ket.tinh-uy-lang-son.2018-07-24",
    )  # type: ignore[arg-type]  # fmt: skip
    goal = StatisticRow(
        **fact(of, "450 đại biểu", "statistic.count"),
        value=450,
        unit="đại biểu",
        amount=450,
        measure="đại biểu",
        subject="đại biểu",
        target=1,
    )  # type: ignore[arg-type]
    result = StatisticRow(
        **fact(of, "hơn 500 đại biểu", "statistic.count"), value=500, unit="đại biểu", amount=500, measure="đại biểu", qualifier="over",
        target_id=goal.id, event_id=held.id,
    )  # type: ignore[arg-type]  # fmt: skip
    short = of.body.index("Nghị quyết nêu trên")
    return Record(
        article=of,
        sentences=sentences(of),
        citations=(cited, plan),
        posts=(
            PostRow(
                **fact(of, "Lò Thị Mẫu, Bí thư Tỉnh ủy", "official.after"), official_id="lo-thi-mau@lang-son", name="Lò Thị Mẫu",
                position="Bí thư Tỉnh ủy", role="Bí thư Tỉnh ủy", organization="Tỉnh ủy Lạng Sơn", province="lang-son",
            ),  # type: ignore[arg-type]
        ),
        dates=(DateRow(**fact(of, "Ngày 24-7-2018", "date.day"), type="DATE", value="2018-07-24", earliest="2018-07-24", latest="2018-07-24"),),  # type: ignore[arg-type]
        statistics=(result, goal),
        events=(held,),
        event_officials=(EventOfficialRow(event_id=held.id, official_id="lo-thi-mau@lang-son", role="chairs"),),
        document_relations=(
            RelationRow(
                **fact(of, "Kế hoạch số 86-KH/TU thực hiện nghị quyết", "relation.implements"), from_id="86-KH/TU@lang-son",
                to_id="18-NQ/TW@2017", type="implements",
            ),  # type: ignore[arg-type]
        ),
        unresolved=(UnresolvedRow(article_id=of.id, start=short, end=short + 19, text="Nghị quyết nêu trên", reason="two candidates"),),
        documents=(
            DocumentRow(id="86-KH/TU@lang-son", kind="kế hoạch", number="86", symbol="86-KH/TU", level="province", province="lang-son"),
        ),
        officials=(OfficialRow(id="lo-thi-mau@lang-son", name="Lò Thị Mẫu", name_folded="lo thi mau", basis="name and province"),),
        acts=(
            ActRow(
                id="tong-ket.tinh-uy-lang-son.2018-07-24", kind="tổng kết", organization="Tỉnh ủy Lạng Sơn", level="province",
                province="lang-son", date="2018-07-24", earliest="2018-07-24", latest="2018-07-24",
            ),
        ),
    )  # fmt: skip


RECORDS_OF_BUILT = (
    record(),
    record("https://kontumtv.vn/dang-lai-2", site="kontumtv.vn", published="2018-07-25T08:00"),
    record("https://baolangson.vn/an-toan-3.html", body=OWN_WORDS),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a database may be made."""
    return tmp_path / "facts.db"


@pytest.fixture
def db(file: Path) -> Iterator[Database]:
    """A new database with what is known beforehand."""
    with store.connect(file) as made:
        yield made


@pytest.fixture
def built(file: Path) -> Path:
    """A finished database of three articles: one, a copy of it on another site, and one about something else."""
    with store.connect(file) as made:
        for one in RECORDS_OF_BUILT:
            store.store(made, one)
        store.finish(made)
    return file


SAMPLES = Path(__file__).parents[1] / "corpus" / "samples"


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database built of the sample pages, the way `make demo` builds it; to be read only."""
    from pipeline.build import build

    made = tmp_path_factory.mktemp("samples") / "samples.db"
    assert build([SAMPLES], made).built
    return made


def browser_path() -> str | None:
    """The chromium of this machine, None where there is none."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says so when the tests in a browser were left out, since nobody reads how many were skipped."""
    skipped = [report for report in terminalreporter.stats.get("skipped", ()) if "no chromium on the path" in str(report.longrepr)]
    if skipped:
        said = f"{len(skipped)} tests in a browser were LEFT OUT: there is no chromium on the path (Debian: apt-get install chromium)"
        terminalreporter.write_sep("!", said, yellow=True)
