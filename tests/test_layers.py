"""The house stands: imports point one way, packages lie in this tree, the composed pipeline has no problem."""

import ast
from pathlib import Path

import pytest

import corpus
import extractors
import pipeline
from corpus.model import Page

ROOT = Path(__file__).parents[1]
ALLOWED = {"corpus": {"corpus"}, "extractors": {"corpus", "extractors"}, "pipeline": {"corpus", "extractors", "pipeline"}}
OURS = set(ALLOWED) | {"tests"}


def imports(path: Path) -> set[str]:
    """Top-level names that a module imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("package", sorted(ALLOWED))
def test_imports_point_one_way(package: str) -> None:
    modules = list((ROOT / package).rglob("*.py"))
    assert modules
    wrong = {str(m.relative_to(ROOT)): sorted((imports(m) & OURS) - ALLOWED[package]) for m in modules}
    assert not {name: names for name, names in wrong.items() if names}


def test_corpus_imports_the_standard_library_only() -> None:
    import sys

    foreign = {str(m.relative_to(ROOT)): sorted(imports(m) - sys.stdlib_module_names - {"corpus"}) for m in (ROOT / "corpus").rglob("*.py")}
    assert not {name: names for name, names in foreign.items() if names}


@pytest.mark.parametrize("package", [corpus, extractors, pipeline], ids=lambda p: p.__name__)
def test_packages_lie_in_this_tree(package: object) -> None:
    assert Path(package.__file__).is_relative_to(ROOT)  # type: ignore[attr-defined]


def test_no_relative_imports() -> None:
    for package in ALLOWED:
        for module in (ROOT / package).rglob("*.py"):
            levels = [node.level for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)]
            assert not any(levels), module


def test_composed_pipeline_has_no_problem() -> None:
    from pipeline.extract import language

    nlp = language()
    assert nlp.pipe_names == ["citation", "date", "official", "statistic", "event"]
    assert not any(nlp.analyze_pipes()["problems"].values())


def test_a_document_of_spacy_has_what_is_extracted() -> None:
    from pipeline.extract import extract, language
    from pipeline.parse import parse
    from pipeline.segment import segment

    for path in sorted((ROOT / "corpus" / "samples").glob("*.txt")):
        article = parse(Page(url=f"file:{path.name}", content=path.read_bytes(), media="text"))
        doc = language()(article.body)
        assert sorted(doc._.mentions, key=lambda mention: (mention.start, mention.end, mention.kind)) == list(
            extract(article, segment(article))
        )
        for kind, spans in doc.spans.items():
            told = [mention.text for mention in doc._.mentions if mention.kind == kind]
            assert all(mention in span.text for mention, span in zip(told, spans, strict=True))


def test_names_do_not_hide_the_standard_library() -> None:
    top = {path.stem for package in ALLOWED for path in (ROOT / package).glob("*.py")}
    assert not top & {"statistics", "html", "types", "utils", "helpers", "common", "base", "manager"}
