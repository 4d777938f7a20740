"""The data beside the documents: everything they name exists, is said once, and is written in one normal form."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import pytest
import yaml

from knowledge import lexicon, regimes
from knowledge.answer import Reason
from knowledge.corpus import DIFFER, SILENCE, TALK
from knowledge.entries import Role
from knowledge.expectations import Expectation
from knowledge.library import Library
from knowledge.opening import Knowledge
from knowledge.provisions import Kind
from knowledge.text import fold, syllables

_PACKAGES = ("knowledge.regimes", "knowledge.lexicon", "knowledge.sources")
FILES = sorted(
    (file for package in _PACKAGES for file in resources.files(package).iterdir() if file.name.endswith(".yaml")),
    key=lambda file: file.name,
)


class _NoKeyTwice(yaml.SafeLoader):
    """Refuses a mapping that has a key twice, of which YAML readers keep the last in silence."""


def _mapping(loader: _NoKeyTwice, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    del deep
    keys = Counter(loader.construct_object(key) for key, _ in node.value)  # type: ignore[no-untyped-call]
    assert max(keys.values(), default=1) == 1, keys.most_common(3)
    return loader.construct_mapping(node, deep=True)


_NoKeyTwice.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _plain(text: str) -> str:
    return " ".join(syllables(fold(text)))


def _wordings(library: Library) -> Iterator[tuple[str, str]]:
    for document in library.documents:
        for id_, group in regimes.wordings(document).items():
            for wording in group:
                yield id_, wording


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_files_are_nfc_without_hidden_characters_and_keys_stand_once(file: Traversable) -> None:
    text = file.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    hidden = [
        char for char in text if char != "\n" and unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    ]
    assert hidden == []
    assert "\xa0" not in text
    assert yaml.load(text, _NoKeyTwice) is not None  # noqa: S506 - a safe loader


def test_wordings_lead_to_provisions_of_their_own_document(library: Library) -> None:
    for document in library.documents:
        found = regimes.wordings(document)
        assert set(found) <= set(library.citable)
        assert {id_.partition("/")[0] for id_ in found} == {document}
        assert all(isinstance(wording, str) and wording.strip() for group in found.values() for wording in group)


def test_every_citable_provision_has_wordings(library: Library) -> None:
    assert set(library.citable) - {id_ for id_, _ in _wordings(library)} == set()


def test_a_document_says_each_wording_of_one_provision_only(library: Library) -> None:
    places: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for id_, wording in _wordings(library):
        places[id_.partition("/")[0], _plain(wording)].add(id_)
    assert {wording: ids for wording, ids in places.items() if len(ids) > 1} == {}


def test_what_a_provision_settles_is_no_silence_and_no_small_talk(knowledge: Knowledge) -> None:
    settled = {_plain(wording) for _, wording in _wordings(knowledge.library)}
    silent = {_plain(wording) for silence in knowledge.silences for wording in silence.wordings}
    talk = {_plain(wording) for one in knowledge.small_talk for wording in one.wordings}
    assert settled & silent == set()
    assert settled & talk == set()
    assert silent & talk == set()


def test_silences(knowledge: Knowledge) -> None:
    assert max(Counter(silence.id for silence in knowledge.silences).values()) == 1
    said = Counter(_plain(wording) for silence in knowledge.silences for wording in set(silence.wordings))
    assert [wording for wording, count in said.items() if count > 1] == []
    for silence in knowledge.silences:
        assert set(silence.near) <= set(knowledge.library.citable), silence.id
        assert silence.about == silence.about.strip().rstrip(".?"), silence.id
        assert len(silence.wordings) >= 3, silence.id


def test_small_talk_is_met_with_a_reason_that_exists(knowledge: Knowledge) -> None:
    talk = {Reason.GREETING, Reason.THANKS, Reason.IDENTITY, Reason.COMMANDING, Reason.NOISE}
    assert {Reason(one.reason) for one in knowledge.small_talk} <= talk
    ids = Counter((one.reason, one.id) for one in knowledge.small_talk)
    assert max(ids.values(), default=1) == 1


def test_contacts_name_the_body_that_the_provision_names(library: Library) -> None:
    contacts = regimes.contacts()
    assert {contact.jurisdiction for contact in contacts} <= {place.id for place in library.catalogue.jurisdictions}
    for contact in contacts:
        assert fold(contact.body) in fold(library.get(contact.id).text)
        assert library.document_of(contact.id).jurisdiction == contact.jurisdiction


def test_synonyms_add_something() -> None:
    for expression, terms in regimes.synonyms().items():
        assert expression.strip() == expression != ""
        assert expression not in terms
        assert len(set(terms)) == len(terms)


def test_english_terms_are_vietnamese() -> None:
    for phrase, term in regimes.english().items():
        assert phrase == phrase.lower().strip() != ""
        assert phrase.isascii(), phrase
        assert term.strip()


def test_a_missing_file_is_nothing() -> None:
    assert regimes.load("no-such.yaml") is None
    assert regimes.wordings("no-such-document") == {}


def test_expectations_name_what_exists(library: Library) -> None:
    found = [Expectation.model_validate(raw) for raw in lexicon.load("expectations.yaml")]
    assert max(Counter(one.id for one in found).values()) == 1
    for one in found:
        assert set(one.provisions) <= set(library.provisions), one.id
        assert set(one.kinds) <= set(Kind), one.id
        for pattern in (*one.asks, *one.needs):
            assert pattern == fold(pattern) or "\\" in pattern, f"{one.id}: matched on folded text: {pattern}"


def test_abbreviations_are_short_forms_of_accented_words() -> None:
    for short, words in lexicon.load("abbreviations.yaml").items():
        assert isinstance(short, str)
        assert short == short.lower().strip() != ""
        assert words == words.lower().strip() != ""
        assert short != words


def test_places_and_laws_stand_once() -> None:
    for name in ("places.yaml", "laws.yaml"):
        listed = lexicon.load(name)
        assert all(isinstance(one, str) and one == one.strip() for one in listed)
        assert max(Counter(listed).values()) == 1
    assert all(
        law.startswith(("luật ", "bộ luật ", "quy định ", "những ", "19 ", "nghị "))
        for law in lexicon.load("laws.yaml")
    )


def test_every_entry_leads_somewhere(knowledge: Knowledge) -> None:
    known = set(knowledge.library.citable)
    known |= {f"{SILENCE}{silence.id}" for silence in knowledge.silences}
    known |= {f"{TALK}{one.reason}:{one.id}" for one in knowledge.small_talk}
    known |= {f"{DIFFER}{point.id}" for point in knowledge.points.differing}
    assert {entry.target for entry in knowledge.entries} == known
    texts = [entry.target for entry in knowledge.entries if entry.role is Role.TEXT]
    assert texts == list(knowledge.library.citable)
    assert all(entry.text.strip() for entry in knowledge.entries)
