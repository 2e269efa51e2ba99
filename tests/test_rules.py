"""Every rule reads its examples and none of its rejects."""

import dataclasses
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import extractors
from corpus.model import Mention
from extractors.rule import Rule

ORDER = ("citation", "date", "official", "statistic", "event")
FOLDER = Path(extractors.__path__[0])
KINDS = tuple(kind for kind in ORDER if (FOLDER / f"{kind}.toml").exists())


def rules(kind: str) -> tuple[Rule, ...]:
    """The rules of a kind; () where its module names none, which a test of its own reports."""
    return getattr(import_module(f"extractors.{kind}"), "RULES", ())


def read(kind: str, text: str) -> list[Mention]:
    """The mentions of one kind in a text that is one sentence, found after those of the kinds before it."""
    found: list[Mention] = []
    for earlier in ORDER[: ORDER.index(kind)]:
        found += import_module(f"extractors.{earlier}").find(text, 0, len(text), found)
    found.sort(key=lambda mention: mention.start)
    return list(import_module(f"extractors.{kind}").find(text, 0, len(text), found))


def fields(mention: Mention, names: Any) -> dict[str, Any]:
    values = dataclasses.asdict(mention.value)
    return {name: (list(values[name]) if isinstance(values[name], tuple) else values[name]) for name in names}


EXAMPLES = [
    pytest.param(kind, rule, text, expected, id=f"{rule.id}: {text}")
    for kind in KINDS
    for rule in rules(kind)
    for text, expected in rule.examples.items()
]
REJECTS = [pytest.param(kind, rule, text, id=f"{rule.id}: {text}") for kind in KINDS for rule in rules(kind) for text in rule.rejects]


def test_each_rule_file_belongs_to_a_kind() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} <= set(ORDER)


@pytest.mark.parametrize("kind", KINDS)
def test_rules_have_an_id_of_their_own_and_an_example(kind: str) -> None:
    ids = [rule.id for rule in rules(kind)]
    assert ids, f"extractors/{kind}.py names no RULES of {kind}.toml"
    assert len(ids) == len(set(ids))
    assert [rule.id for rule in rules(kind) if not rule.examples] == []


@pytest.mark.parametrize(("kind", "rule", "text", "expected"), EXAMPLES)
def test_example(kind: str, rule: Rule, text: str, expected: Any) -> None:
    mentions = [mention for mention in read(kind, text) if mention.rule == rule.id]
    wanted = expected if isinstance(expected, list) else [expected]
    assert [fields(mention, want) for mention, want in zip(mentions, wanted, strict=False)] == wanted
    assert len(mentions) == len(wanted), [mention.text for mention in mentions]
    assert all(text[mention.start : mention.end] == mention.text for mention in mentions)


@pytest.mark.parametrize(("kind", "rule", "text"), REJECTS)
def test_reject(kind: str, rule: Rule, text: str) -> None:
    assert [mention.text for mention in read(kind, text) if mention.rule == rule.id] == []
