"""What is wrong with regimes: what names or quotes something that is not there, or can be met and not met at once."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from knowledge.library import Library
from knowledge.protection import Cited, Criterion, Group, Regime, Regimes

EVERY_CONFLICT = tuple(f"C-{number}" for number in range(1, 9))

Choices = Mapping[str, frozenset[str]]
"""The facts that somebody can be asked for, with their values."""


def faults(regimes: Regimes, choices: Choices, papers: frozenset[str]) -> tuple[str, ...]:
    """Every fault, each with the file and the line's name; nothing for sound regimes.

    `choices` are the facts of the form, `papers` the names of the forms that make documents.
    """
    library = regimes.library
    documents = (document.key for document in library.catalogue.documents)
    found = [f"{key}: no file {key}.yaml" for key in documents if key not in regimes.regimes]
    for name, regime in regimes.regimes.items():
        found += [f"{name}: {fault}" for fault in _of(regime, library, choices, papers)]
        if regime.document != name:
            found.append(f"{name}: is of {regime.document!r}")
    return (*found, *_of_conflicts(regimes, choices))


def _of(regime: Regime, library: Library, choices: Choices, papers: frozenset[str]) -> Iterator[str]:
    own = {criterion.id for criterion in regime.criteria}
    yield from _cited(regime.cited, library)
    yield from (f"{cited.id} is of another document" for cited in regime.cited if _document(cited) != regime.document)
    for criterion in regime.criteria:
        yield from (f"{criterion.id}: {fault}" for fault in _both_ways(criterion))
        groups = (*criterion.applies, *criterion.unless, *criterion.met, *criterion.unmet)
        yield from (f"{criterion.id}: {fault}" for fault in _known(groups, choices))
    for outcome in regime.outcomes:
        if outcome.verb not in outcome.provision.quote:
            yield f"{outcome.id}: the verb is not in the quotation"
        yield from (f"{outcome.id}: needs {key!r}, which is no criterion" for key in outcome.needs if key not in own)
        yield from (f"{outcome.id}: {fault}" for fault in _known(outcome.applies, choices))
    for step in regime.steps:
        if step.when and step.when not in step.provision.quote:
            yield f"{step.id}: the time {step.when!r} is not in the quotation"
        if step.paper and step.paper not in papers:
            yield f"{step.id}: there is no paper {step.paper!r}"
        yield from (f"{step.id}: after {key!r}, which is no criterion" for key in step.after if key not in own)
        yield from (f"{step.id}: {fault}" for fault in _known(step.given, choices))


def _cited(every: Iterable[Cited], library: Library) -> Iterator[str]:
    """Provisions that do not exist, and quotations that are not word for word."""
    for cited in every:
        provision = library.provisions.get(cited.id)
        if provision is None:
            yield f"no provision {cited.id}"
        elif cited.quote not in provision.text:
            yield f"{cited.id} does not say {cited.quote!r}"


def _both_ways(criterion: Criterion) -> Iterator[str]:
    """A criterion that the same facts show as met and as not met."""
    for met, unmet in product(criterion.met, criterion.unmet):
        shared = set(met) & set(unmet)
        if not any(not set(met[fact]) & set(unmet[fact]) for fact in shared):
            yield f"can be met and not met at once: {dict(met)} and {dict(unmet)}"


def _known(groups: Iterable[Group], choices: Choices) -> Iterator[str]:
    for group in groups:
        for fact, values in group.items():
            if fact not in choices:
                yield f"no question {fact!r}"
            elif unknown := set(values) - choices[fact]:
                yield f"{fact} has no choice {sorted(unknown)}"


def _of_conflicts(regimes: Regimes, choices: Choices) -> Iterator[str]:
    ids = [conflict.id for conflict in regimes.conflicts]
    yield from (f"conflicts: {id_} stands {ids.count(id_)} times" for id_ in EVERY_CONFLICT if ids.count(id_) != 1)
    for conflict in regimes.conflicts:
        yield from (f"{conflict.id}: {fault}" for fault in _cited(conflict.sides, regimes.library))
        yield from (f"{conflict.id}: {fault}" for fault in _known(conflict.when, choices))


def _document(cited: Cited) -> str:
    return cited.id.partition("/")[0]
