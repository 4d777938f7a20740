"""Harmed documents: parsed in the words of the file or refused, and soon; `python -m benchmarks.fuzz` tries more."""

import time
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


@pytest.mark.parametrize("document", CATALOGUE.documents, ids=lambda document: document.key)
def test_the_documents_as_they_are_hold_what_is_promised(document: Document) -> None:
    parsed = check(document, (packaged_sources() / document.file_name).read_text(encoding="utf-8"))
    assert parsed == LIBRARY.documents[document.key]


@settings(max_examples=300, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutated(CATALOGUE.documents))
def test_a_harmed_document_is_refused_or_keeps_its_words(harmed: tuple[Document, str]) -> None:
    document, raw = harmed
    busy = time.process_time()
    parsed = check(document, raw)
    assert time.process_time() - busy < HANG
    if parsed is not None:
        library = replace(LIBRARY, documents={**LIBRARY.documents, document.key: parsed})
        for identity in library.citable:
            assert library.search_text(identity)
            assert library.full_locator(identity)
