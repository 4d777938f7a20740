"""Harmed documents: parsed in the words of the file or refused, and soon; `python -m benchmarks.fuzz` tries more."""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from knowledge.catalogue import Catalogue, Document, packaged_sources
from knowledge.library import Library
from tests.fuzzing.documents import check, mutated

CATALOGUE = Catalogue.load()
LIBRARY = Library.load()
HANG = 1.0
"""Seconds of the processor."""


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without the collection of what other tests have left: with gigabytes of it that takes over a second."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@pytest.mark.parametrize("document", CATALOGUE.documents, ids=lambda document: document.key)
def test_the_documents_as_they_are_hold_what_is_promised(document: Document) -> None:
    parsed = check(document, (packaged_sources() / document.file_name).read_text(encoding="utf-8"))
    assert parsed == LIBRARY.documents[document.key]


@settings(max_examples=300, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutated(CATALOGUE.documents))
def test_a_harmed_document_is_refused_or_keeps_its_words(harmed: tuple[Document, str]) -> None:
    document, raw = harmed
    with undisturbed():
        busy = time.thread_time()
        parsed = check(document, raw)
        assert time.thread_time() - busy < HANG
    if parsed is not None:
        library = replace(LIBRARY, documents={**LIBRARY.documents, document.key: parsed})
        for identity in library.citable:
            assert library.search_text(identity)
            assert library.full_locator(identity)
