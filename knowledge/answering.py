"""Answers a question from the library: refuses first, then cites by id; nothing here writes a legal sentence."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import replace
from typing import Protocol

from knowledge.answer import Answer, AnswerStatus, Conflict, Reason
from knowledge.calibration import Calibration
from knowledge.citing import Citer
from knowledge.corpus import DIFFER, SILENCE, TALK
from knowledge.expectations import Expectations
from knowledge.gate import Evidence, weigh
from knowledge.library import Library
from knowledge.locators import Locator, resolve
from knowledge.narratives import Narratives
from knowledge.outside import Outside, names
from knowledge.points import Points
from knowledge.provisions import Kind
from knowledge.question import Question, QuestionReader
from knowledge.refusing import Refuser
from knowledge.regimes import Contact, Silence
from knowledge.retrieval import Dense, DenseUnavailable, Hit, Query, Ranking, Search
from knowledge.scope import Scope, handicaps, scope_of
from knowledge.synonyms import Synonyms
from knowledge.text import fold, syllables

logger = logging.getLogger(__name__)

_CITED = 5
_CANDIDATES = 6
_LIKELY = 8
"""Hits among which one that holds what the question asks for is put first."""
_ABOUT_AS_LIKELY = 1.5
"""Log-odds within which such a hit must come of the best one."""
_SETTLED = 0.4
"""The chance from which the question counts as settled by the documents in its scope."""
_ABOUT_ITSELF = frozenset({Kind.HEADER, Kind.PREAMBLE, Kind.SIGNATURE, Kind.RECIPIENTS, Kind.CLOSING})
"""Kinds of provision that tell of their own document alone, and so never of another place."""
_PLAINLY = 0.2
"""Lexical score from which a silence is named in the refusal: below it the question may be about something else."""
_CLEARLY_ELSEWHERE = 3.0
"""Log-odds by which a provision outside the scope must beat the best inside to say that this place is silent."""


class Rewriter(Protocol):
    """Writes a short plain answer from cited provisions, or None when it cannot be trusted."""

    async def summary(self, answer: Answer) -> str | None: ...


class Answerer:
    """Answers questions; safe to share between tasks.

    Until `complete` has given it the dense leg it answers by words alone and marks its answers `degraded`.
    """

    def __init__(
        self,
        library: Library,
        reader: QuestionReader,
        search: Search,
        points: Points,
        silences: Iterable[Silence],
        contacts: Iterable[Contact],
        synonyms: Synonyms,
        narratives: Narratives,
        expectations: Expectations,
        outside: Outside,
        calibration: Calibration,
        rewriter: Rewriter | None = None,
    ) -> None:
        self._library = library
        self._reader = reader
        self._search = search
        self._points = points
        self._silences = {silence.id: silence for silence in silences}
        self._refuser = Refuser(library, points, contacts)
        self._synonyms = synonyms
        self._narratives = narratives
        self._expectations = expectations
        self._outside = outside
        self._calibration = calibration
        self._rewriter = rewriter
        self._by_words = self
        self._citer = Citer(library)
        self._silent_targets = [target for target in search.targets if target.startswith((SILENCE, TALK))]

    @property
    def is_complete(self) -> bool:
        """True when both legs answer."""
        return self._search.is_complete

    def complete(self, dense: Dense) -> None:
        """From now on search by meaning, too; by words alone whenever the dense leg cannot answer."""
        if not self.is_complete:
            self._by_words = copy(self)
        self._search = self._search.completed(dense, self._calibration.full)

    async def answer(self, question: str, jurisdiction: str | None) -> Answer:
        """The answer to a question of a user who works in `jurisdiction` (an id of the catalogue, or None)."""
        started = time.perf_counter()
        answer = await asyncio.to_thread(self.decide, question, jurisdiction)
        if self._rewriter and answer.status is AnswerStatus.ANSWERED:
            answer = replace(answer, summary=await self._rewriter.summary(answer))
        elapsed = (time.perf_counter() - started) * 1000
        logger.info("answered", extra={"action": "answer", "status": answer.status.value, "reason": answer.reason})
        return replace(answer, elapsed_ms=round(elapsed, 2))

    def decide(self, question: str, jurisdiction: str | None) -> Answer:
        """The extractive answer. Blocks for the encoder's time: call `answer` from a running loop."""
        read = self._reader.read(question)
        try:
            return replace(self._decided(read, jurisdiction), degraded=not self.is_complete)
        except DenseUnavailable as error:
            logger.warning("Answering by words alone: %s", error, extra={"action": "answer"})
            return replace(self._by_words._decided(read, jurisdiction), degraded=True)

    def _decided(self, read: Question, jurisdiction: str | None) -> Answer:
        if read.intent is not None:
            return self._refuser.plain(read, read.intent)
        scope = scope_of(read, jurisdiction, self._library.catalogue)
        named = bool(scope.asked)
        if read.other_places and not (named and self._mentioned_together(read, scope)):
            return self._refuser.plain(read, Reason.UNKNOWN_PLACE, read.other_places)
        if read.other_documents and not self._outside.may_be_told(read, scope):
            return self._refuser.unknown_document(read, scope)
        if read.locator is not None:
            return self._by_locator(read, scope, read.locator)
        answer = self._by_search(read, scope)
        if read.other_documents and not read.documents and answer.status is AnswerStatus.REFUSED:
            return self._refuser.unknown_document(read, scope)
        return answer

    def search(self, question: str, count: int) -> list[Hit]:
        """Retrieval alone: the citable provisions that come nearest, whatever the place. Raises DenseUnavailable."""
        ranking = self._search.rank(self._query(self._reader.read(question)))
        return ranking.hits(self._library.citable)[:count]

    def evidence(self, question: str, jurisdiction: str | None) -> tuple[Question, Scope, Ranking, Evidence]:
        """What the gate sees of a question; for tuning."""
        read = self._reader.read(question)
        scope = scope_of(read, jurisdiction, self._library.catalogue)
        ranking = self._search.rank(self._query(read))
        return read, scope, ranking, self._evidence(ranking, self._in_scope(ranking, scope))

    def _query(self, question: Question) -> Query:
        account = self._narratives.comes_to(question.text)
        core = account or question.core
        terms = [*self._synonyms.terms_in(account or question.text), *question.english]
        return Query(tuple(syllables(core)), core, self._synonyms.words_of(terms))

    def _in_scope(self, ranking: Ranking, scope: Scope) -> list[Hit]:
        return ranking.hits(self._citable(scope.documents), self._handicap(scope))

    def _handicap(self, scope: Scope) -> Callable[[str], float]:
        lost = handicaps(scope, self._library.catalogue, self._calibration.priors)
        return lambda target: lost[target.partition("/")[0]]

    def _citable(self, documents: Sequence[str]) -> list[str]:
        return [id_ for id_ in self._library.citable if id_.partition("/")[0] in documents]

    def _evidence(self, ranking: Ranking, hits: Sequence[Hit]) -> Evidence:
        return weigh(hits, ranking.hits(self._silent_targets))

    def _chance(self, evidence: Evidence) -> float:
        gate = self._calibration.gate if self._search.is_complete else self._calibration.lexical_gate
        return gate.chance(evidence.features)

    def _by_search(self, question: Question, scope: Scope) -> Answer:
        ranking = self._search.rank(self._query(question))
        hits = self._holding_first(question, scope, self._in_scope(ranking, scope))
        evidence = self._evidence(ranking, hits)
        if evidence.is_silent and evidence.silence.startswith(TALK) and not scope.asked:
            return self._refuser.plain(question, Reason(evidence.silence.split(":")[1]))
        expected = self._expectations.of(question.core)
        lacking = self._lacking(question, hits)
        told = bool(expected) and self._is_about(hits[0].target, scope.asked)
        settled = not lacking and (told or self._chance(evidence) >= _SETTLED)
        if scope.is_limited:
            elsewhere = self._elsewhere(question, ranking, scope, hits, settled)
            if elsewhere:
                return self._refuser.silent_here(question, scope, _cited(hits), elsewhere)
        if not settled:
            return self._refuser.not_found(question, scope, _cited(hits), lacking, self._silence(evidence))
        if not names(self._library.get(hits[0].target).text, question.other_documents):
            return self._refuser.unknown_document(question, scope)
        answer = self._answered(question, [hit.target for hit in _cited(hits)], _shown(hits))
        return replace(
            answer, conflict=self._conflict(question, scope, ranking, hits), candidates=_beyond(hits, answer)
        )

    def _elsewhere(
        self, question: Question, ranking: Ranking, scope: Scope, hits: Sequence[Hit], settled: bool
    ) -> str | None:
        """The provision outside the scope that settles what its documents are silent on; None when they are not."""
        outside = [document for document in self._library.documents if document not in scope.documents]
        found = ranking.hits(id_ for id_ in self._citable(outside) if self._library.get(id_).kind not in _ABOUT_ITSELF)
        if not found:
            return None
        if self._lacking(question, found) or self._chance(self._evidence(ranking, found)) < _SETTLED:
            return None
        ahead = found[0].log_odds - hits[0].log_odds
        if settled and (ahead < _CLEARLY_ELSEWHERE or self._spoken_in(scope, found[0].target)):
            return None
        return found[0].target

    def _spoken_in(self, scope: Scope, provision: str) -> bool:
        """True when a document in the scope speaks to a point of the provision."""
        others = {other.partition("/")[0] for point in self._points.of(provision) for other in point.provisions}
        return bool(others & set(scope.documents))

    def _by_locator(self, question: Question, scope: Scope, locator: Locator) -> Answer:
        tries = [scope.asked] if scope.asked else [scope.documents, tuple(self._library.documents)]
        for documents in tries:
            found = resolve(locator, self._library.provisions, documents)
            if found:
                cited = [cited for id_ in found for cited in self._opened(id_)][:_CITED]
                return self._answered(question, cited, len(cited))
        return self._refuser.no_such_provision(question, scope, locator)

    def _opened(self, provision: str) -> tuple[str, ...]:
        """The provision, or the articles of a chapter."""
        found = self._library.get(provision)
        return found.children if found.kind is Kind.CHAPTER else (found.id,)

    def _mentioned_together(self, question: Question, scope: Scope) -> bool:
        """True when one provision in the scope names every place of the question that has no document in the store."""
        texts = (fold(self._library.get(id_).text) for id_ in self._citable(scope.documents))
        return any(all(fold(place) in text for place in question.other_places) for text in texts)

    def _is_about(self, provision: str, documents: Sequence[str]) -> bool:
        """True when the provision tells of its document itself and that is one of those asked for."""
        found = self._library.get(provision)
        return found.kind in _ABOUT_ITSELF and found.document in documents

    def _holding_first(self, question: Question, scope: Scope, hits: list[Hit]) -> list[Hit]:
        """The hits with the first of the likely ones that holds what the question asks for in front."""
        expected = self._expectations.of(question.core)
        if not expected:
            return hits
        told = [hit for hit in hits if self._is_about(hit.target, scope.asked)]
        near = [hit for hit in hits[:_LIKELY] if hit.log_odds > hits[0].log_odds - _ABOUT_AS_LIKELY]
        likely = [hit for hit in near if self._library.get(hit.target).kind not in _ABOUT_ITSELF]
        for hit in [*likely, *told] if scope.asked else near:
            if all(one.met_by(self._library.get(hit.target)) for one in expected):
                return [hit, *(other for other in hits if other is not hit)]
        return hits

    def _lacking(self, question: Question, hits: Sequence[Hit]) -> tuple[str, ...]:
        """What the question asks for and the best provision does not hold."""
        if not hits:
            return ()
        provision = self._library.get(hits[0].target)
        return tuple(one.about for one in self._expectations.of(question.core) if not one.met_by(provision))

    def _silence(self, evidence: Evidence) -> Silence | None:
        """What the documents are silent about, where the question is plainly worded so."""
        if not evidence.is_silent or evidence.features["silent-lexical-wording"] < _PLAINLY:
            return None
        return self._silences.get(evidence.silence.removeprefix(SILENCE))

    def _answered(self, question: Question, cited: Sequence[str], shown: int) -> Answer:
        hints = (*self._synonyms.terms_in(question.text), *question.english)
        account = self._narratives.comes_to(question.text)
        words = tuple(syllables(account)) if account else question.words
        first, *rest = (self._citer.cite(id_, words, hints) for id_ in cited)
        lead, bold = self._citer.lead(first, words, hints)
        return Answer(
            question=question.original,
            status=AnswerStatus.ANSWERED,
            lead=lead,
            bold=bold,
            citations=(first, *rest),
            shown=shown,
            others=self._points.others(first.id),
        )

    def _conflict(self, question: Question, scope: Scope, ranking: Ranking, hits: Sequence[Hit]) -> Conflict | None:
        """The differing point that the question is about, with the sides in scope when there are two."""
        best = ranking.hits(f"{DIFFER}{point.id}" for point in self._points.differing)
        if not best or best[0].legs["lexical-wording"] < hits[0].legs["lexical-wording"]:
            return None
        point = self._points.get(best[0].target.removeprefix(DIFFER))
        return self._citer.conflict(point, scope.documents) if hits[0].target in point.provisions else None


def _cited(hits: Sequence[Hit]) -> list[Hit]:
    """The best hits without those that a better one already contains."""
    kept: list[Hit] = []
    for hit in hits:
        if not any(hit.target.startswith(f"{better.target}/") for better in kept):
            kept.append(hit)
        if len(kept) == _CITED:
            break
    return kept


def _shown(hits: Sequence[Hit]) -> int:
    """How many of the cited hits are about as likely as the first and stand apart from it."""
    first, *rest = _cited(hits)
    close = [
        hit for hit in rest if hit.log_odds > first.log_odds - 0.7 and not first.target.startswith(f"{hit.target}/")
    ]
    return 1 + (len(close) > 0 and close[0] is rest[0])


def _beyond(hits: Sequence[Hit], answer: Answer) -> tuple[str, ...]:
    cited = {citation.id for citation in answer.citations}
    return tuple(hit.target for hit in hits[: _CITED + _CANDIDATES] if hit.target not in cited)[:_CANDIDATES]
