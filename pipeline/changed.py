"""Changed: what a change of rules or of pages concerns, so that the rest need not be read again.

A file that was read with the version of today's texts is passed over. An article whose text is today's but whose facts are of other rules is
extracted again from its stored words, if a rule that changed matches otherwise in one of its sentences: what a reader sees of a sentence are
the matches of its rules and nothing else of them, so that the same matches give the same facts. The rows are those of a full build.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from pathlib import Path

from sqlite_utils import Database

from corpus.model import Article, Segmented, Sentence
from pipeline import version
from pipeline.worker import Settings

# A rule that is matched on something else than a sentence: what joins two days, on what stands between them.
_ELSEWHERE = {"date.between"}
_ARTICLE = [field.name for field in fields(Article) if field.name != "parts"]
Differs = Callable[[str, int, int], bool]
_Found = Callable[[str, int, int], list[object]]


# --- files ---------------------------------------------------------------------------------------------------------


def _state(file: Path, settings: Settings) -> tuple[int, int, str]:
    """What decides what reading a file comes to: its size, when it was changed, and how it is read."""
    about = file.stat()
    profiles = [profile.read_bytes().hex() for folder in settings.profiles[1:] for profile in sorted(folder.glob("*.toml"))]
    return about.st_size, about.st_mtime_ns, json.dumps([version.text(), settings.everything, *profiles])


def unread(db: Database, files: Iterable[tuple[Path, str]], settings: Settings) -> list[tuple[Path, str]]:
    """The files, each with its name, that were not read as they are and as they would be now."""
    known = {name: state for name, *state in db.conn.execute("select name, size, changed, read_as from inputs")}
    return [(file, name) for file, name in files if known.get(name) != list(_state(file, settings))]


def note(db: Database, files: Iterable[tuple[Path, str]], settings: Settings) -> None:
    """Notes that files were read; to be called in a transaction, when all that they gave is stored."""
    rows = [(name, *_state(file, settings)) for file, name in files]
    db.conn.executemany("insert or replace into inputs (name, size, changed, read_as) values (?, ?, ?, ?)", rows)


# --- articles ------------------------------------------------------------------------------------------------------


def stale(db: Database) -> Iterator[Segmented]:
    """The articles of today's text that other rules read, and that today's may read otherwise."""
    versions = "select distinct program from articles where program <> ? and program like ? order by 1"
    for (program,) in db.conn.execute(versions, (version.program(), f"{version.text()}.%")).fetchall():
        differs = _difference(db, program)
        ids = db.conn.execute("select id from articles where program = ? order by id", (program,)).fetchall()
        for (article,) in ids:
            if differs is None or any(differs(*sentence) for sentence in _bounds(db, article)):
                yield segmented(db, article)


def settle(db: Database) -> None:
    """Notes that what today's text says stands as today's rules read it; to be called in a transaction, when what is stale was stored."""
    for table in ("articles", "revisions"):
        sql = f"update {table} set program = ?1 where program <> ?1 and program like ?2"
        db.conn.execute(sql, (version.program(), f"{version.text()}.%"))
    db.conn.execute("delete from rules where program <> ? and program not in (select program from articles)", (version.program(),))


def segmented(db: Database, article: int) -> Segmented:
    """An article and its sentences as they are stored."""
    row = db.conn.execute(f"select {', '.join(_ARTICLE)} from articles where id = ?", (article,)).fetchone()
    # which line is the title stands in the sentences
    read = Article(**dict(zip(_ARTICLE, row, strict=True)), parts=())
    sql = "select id, position, start, [end], text, part, segmented from sentences where article_id = ? order by position"
    sentences = tuple(
        Sentence(number, article, position, start, end, text, part, words(text, start, written))
        for number, position, start, end, text, part, written in db.conn.execute(sql, (article,))
    )
    return Segmented(read, sentences)


def words(text: str, start: int, written: str) -> tuple[tuple[int, int], ...]:
    """The offsets of the words of a sentence that begins at `start`, of which `segmented` is how they are `written` down.

    >>> words("Tỉnh ủy, ban", 7, "Tỉnh_ủy , ban")
    ((7, 14), (14, 15), (16, 19))
    """
    found = []
    at = 0
    for word in written.split(" "):
        while text[at].isspace():
            at += 1
        found.append((start + at, start + at + len(word)))
        at += len(word)
    return tuple(found)


def _bounds(db: Database, article: int) -> Iterator[tuple[str, int, int]]:
    """The body, start and end of each sentence."""
    (body,) = db.conn.execute("select body from articles where id = ?", (article,)).fetchone()
    for start, end in db.conn.execute("select start, [end] from sentences where article_id = ?", (article,)):
        yield body, start, end


def _difference(db: Database, program: str) -> Differs | None:
    """Whether rules match otherwise in a sentence than those of another program did; None where that cannot be told by their matches."""
    # a process for which others read has no use for the rules
    from extractors.official import letters

    old = {
        name: rule for name, *rule in db.conn.execute("select id, pattern, needs from rules where program = ? order by place", (program,))
    }
    new = {name: list(rule) for name, rule in version.patterns().items()}
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    in_order = [name for name in old if name in new] == [name for name in new if name in old]
    if program.split(".")[1] != version.facts() or not old or not in_order or changed & _ELSEWHERE:
        return None
    of_officials = {name for name in changed if name.startswith("official.")}
    on_letters, on_words = (
        [(_matches(old.get(name)), _matches(new.get(name))) for name in sorted(names)] for names in (of_officials, changed - of_officials)
    )

    def differs(body: str, start: int, end: int) -> bool:
        if any(before(body, start, end) != after(body, start, end) for before, after in on_words):
            return True
        # rules of officials are matched on letters that stand for words, which the same code and gazetteers make of a sentence
        said = letters(body, start, end) if on_letters else ""
        return any(before(said, 0, len(said)) != after(said, 0, len(said)) for before, after in on_letters)

    return differs


def _matches(rule: list[str] | None) -> _Found:
    """A function that gives all that a reader is told of the matches of a rule in a sentence; nothing where there is no such rule."""
    if rule is None:
        return lambda *_: []
    pattern, needs = re.compile(rule[0], re.VERBOSE), json.loads(rule[1])
    groups = sorted(pattern.groupindex.items())

    def found(body: str, start: int, end: int) -> list[object]:
        if needs and not any(word in body[start:end].lower() for word in needs):
            return []
        matches = [(match.regs, match.lastgroup) for match in pattern.finditer(body, start, end)]
        return [groups, *matches] if matches else []

    return found
