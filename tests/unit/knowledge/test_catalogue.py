"""The catalogue: what is known, what is not, and what is refused."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.catalogue import Catalogue, CatalogueError, Status, packaged_sources, shown

CATALOGUE = Catalogue.load()
DOCUMENTS = {document.key: document for document in CATALOGUE.documents}


@pytest.fixture
def rows() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((packaged_sources() / "catalogue.yaml").read_text(encoding="utf-8"))
    return loaded


def load(rows: dict[str, Any], folder: Path) -> Catalogue:
    (folder / "catalogue.yaml").write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")
    return Catalogue.load(folder)


def test_the_five_documents_and_their_places() -> None:
    assert list(DOCUMENTS) == ["kl-14", "quang-ngai", "lai-chau", "lam-dong", "hai-phong"]
    assert [document.key for document in CATALOGUE.documents_of("quang-ngai")] == ["quang-ngai"]
    assert [document.key for document in CATALOGUE.documents_of("central")] == ["kl-14"]
    assert {document.jurisdiction for document in CATALOGUE.documents} == {j.id for j in CATALOGUE.jurisdictions}


@pytest.mark.parametrize(
    ("key", "number", "day", "status"),
    [
        ("kl-14", "14-KL/TW", date(2021, 9, 22), Status.IN_FORCE),
        ("quang-ngai", None, None, Status.UNKNOWN),
        ("lai-chau", "318-KH/BCSĐ", None, Status.UNKNOWN),
        ("lam-dong", None, None, Status.DRAFT),
        ("hai-phong", None, None, Status.UNKNOWN),
    ],
)
def test_nothing_is_said_that_the_file_does_not_say(
    key: str, number: str | None, day: date | None, status: Status
) -> None:
    document = DOCUMENTS[key]
    assert (document.number, document.date, document.status) == (number, day, status)
    assert document.status_reason
    assert document.date is not None or document.date_note


@pytest.mark.parametrize("false_number", ["1342", "11153", "222-BS/TU", "222", "12/2022"])
def test_numbers_of_stamps_and_copies_are_no_documents_number(false_number: str) -> None:
    for document in CATALOGUE.documents:
        shown_to_users = [document.title, document.short, document.kind, document.issuer, *document.aliases]
        assert document.number != false_number
        assert not any(false_number in text for text in shown_to_users)


def test_false_numbers_are_kept_with_what_they_are() -> None:
    kept = {other.number: other.what for document in CATALOGUE.documents for other in document.other_numbers}
    assert set(kept) == {"1342", "11153", "222-BS/TU"}
    assert "sao lục" in kept["222-BS/TU"]
    for document in CATALOGUE.documents:
        text = (packaged_sources() / document.file_name).read_text(encoding="utf-8")
        assert all(other.number in text for other in document.other_numbers)


def test_signers_stand_in_their_files() -> None:
    for document in CATALOGUE.documents:
        text = (packaged_sources() / document.file_name).read_text(encoding="utf-8")
        assert document.signer is None or " ".join(document.signer.split()[-3:]) in text
    assert DOCUMENTS["kl-14"].signer is None


def test_the_conclusion_is_carried_out_by_the_others() -> None:
    assert DOCUMENTS["kl-14"].implements == ()
    assert all("kl-14" in d.implements for d in CATALOGUE.documents if d.key != "kl-14")


@pytest.mark.parametrize(
    ("value", "text"), [(None, "chưa rõ"), (date(2021, 9, 22), "22/9/2021"), ("14-KL/TW", "14-KL/TW")]
)
def test_what_is_not_known_is_shown_as_such(value: str | date | None, text: str) -> None:
    assert shown(value) == text


def test_names_that_are_not_there_are_refused() -> None:
    assert CATALOGUE.document("kl-14").key == "kl-14"
    assert CATALOGUE.jurisdiction("hai-phong").name == "Hải Phòng"
    with pytest.raises(KeyError, match="nd-73"):
        CATALOGUE.document("nd-73")
    with pytest.raises(KeyError, match="nghe-an"):
        CATALOGUE.jurisdiction("nghe-an")


def test_records_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        DOCUMENTS["kl-14"].number = "15-KL/TW"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("status", "in force", ["documents.0.status", "'in_force', 'draft' or 'unknown'"]),
        ("date", "22 tháng 9", ["documents.0.date"]),
        ("title", " ", ["documents.0.title"]),
        ("key", "KL 14", ["documents.0.key"]),
        ("number", "11153", ["documents.0", "number", "other_numbers"]),
        ("jurisdiction", "nghe-an", ["kl-14.jurisdiction", "nghe-an"]),
        ("implements", ["nd-73"], ["kl-14.implements", "nd-73"]),
        ("implements", ["kl-14"], ["kl-14.implements"]),
        ("aliases", ["quy định quảng ngãi"], ["documents.aliases", "quy định quảng ngãi"]),
        ("key", "quang-ngai", ["documents.key", "quang-ngai"]),
        ("nickname", "KL", ["documents.0.nickname"]),
    ],
)
def test_a_wrong_value_is_named_with_its_field(
    rows: dict[str, Any], tmp_path: Path, field: str, value: object, said: list[str]
) -> None:
    rows["documents"][0][field] = value
    with pytest.raises(CatalogueError) as refused:
        load(rows, tmp_path)
    assert all(words in str(refused.value) for words in said)


@pytest.mark.parametrize("field", ["title", "number", "date", "signer", "status", "status_reason", "outline"])
def test_a_missing_value_is_named_even_where_null_is_allowed(rows: dict[str, Any], tmp_path: Path, field: str) -> None:
    del rows["documents"][0][field]
    with pytest.raises(CatalogueError, match=rf"documents\.0\.{field}: Field required"):
        load(rows, tmp_path)


def test_a_wrong_pattern_of_the_outline_is_named(rows: dict[str, Any], tmp_path: Path) -> None:
    rows["documents"][0]["outline"]["regions"][1]["starts"] = "(BAN"
    with pytest.raises(CatalogueError, match=r"documents\.0\.outline\.regions\.1\.starts"):
        load(rows, tmp_path)


def test_a_file_that_is_not_yaml_is_named(tmp_path: Path) -> None:
    (tmp_path / "catalogue.yaml").write_text("documents: [", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"catalogue\.yaml is not YAML"):
        Catalogue.load(tmp_path)
