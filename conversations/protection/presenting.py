"""What the screens of an assessment show. Nothing here promises: what follows stands in a document's own words."""

from dataclasses import dataclass

from conversations.actions import Action
from conversations.drafts import Draft
from conversations.events import Attachment, Button, Keyboard, Profile, Reply
from conversations.forms.questions import Answers, Form, Question
from conversations.forms.telling import label, short
from conversations.protection.assessing import Assessment, Class, Held, Reading, sides_for
from conversations.protection.understood import NOTHING, written
from conversations.screens import rows, screen
from conversations.shelf import CENTRAL, Shelf
from conversations.views import Passage, spans
from knowledge.catalogue import Status
from knowledge.protection import Cited, Facts, Outcome, Regimes, Standing, Step

MARKS = {Standing.MET: "✅", Standing.UNMET: "❌", Standing.OPEN: "⚠️"}
PAPERS = {
    "emergency": "Báo cáo khẩn cấp",
    "risk": "Báo cáo rủi ro",
    "request": "Yêu cầu được bảo vệ",
    "obstructed": "Phản ánh bị cản trở",
    "overdue": "Đề nghị trả lời",
}
"""The papers that a step may call for, by the key of their form."""
MANAGER = "cấp ủy quản lý"
NO_TIME = "văn bản không ấn định thời hạn"


@dataclass(frozen=True, slots=True)
class ShownCriterion:
    """A criterion on a screen. `where` are its provisions; `note` is said where nobody has shown it."""

    mark: str
    text: str
    where: str
    note: str
    quotes: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class ShownOutcome:
    """What a document says follows: its own verb, and where it stands."""

    verb: str
    where: str
    document: str
    draft: bool


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A thing to do: who is turned to, when, and where the provision stands."""

    number: int
    do: str
    who: str
    when: str
    where: str
    document: str


@dataclass(frozen=True, slots=True)
class ShownReading:
    """Another document beside the first, in numbers."""

    document: str
    draft: bool
    met: int
    unmet: int
    open: int
    outcomes: tuple[ShownOutcome, ...]


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """A point on which documents differ."""

    point: str
    note: str
    sides: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class ShownPaper:
    """A paper to gather; `shown` where what it proves was told as given."""

    text: str
    shown: bool
    why: str


class ProtectionScreens:
    """Draws assessments."""

    def __init__(self, shelf: Shelf, regimes: Regimes) -> None:
        self._shelf = shelf
        self._regimes = regimes

    def result(self, found: Assessment, draft: Draft, facts: Facts, profile: Profile) -> Reply:
        """The criteria of the document that decides, its own verb, the first step. A stop says why it stops."""
        if found.ends is Class.STOPPED:
            stops = [self.passage(cited, profile) for cited in found.stops]
            edit = ((Button("← Xem lại câu trả lời", Action.FORM_OPEN, (draft.id,)),),)
            return screen("protection_stopped", profile, edit, stops=stops)
        first = found.first
        document = self._regimes.library.catalogue.document(first.regime.document)
        criteria = [self.criterion(held, profile) for held in first.held]
        steps = self.steps_of(found, facts)
        return screen(
            "protection_result",
            profile,
            self._ways(found, draft),
            document=document.short,
            unsure=document.status is Status.UNKNOWN,
            ends=found.ends.value,
            criteria=criteria,
            quotes=list(dict.fromkeys(quote for one in criteria for quote in one.quotes)),
            outcomes=[self.outcome(one, first) for one in first.outcomes],
            step=steps[0] if steps else None,
            only_central=document.jurisdiction == CENTRAL,
            drafts=[self._name(one) for one in found.readings if one.draft],
            state_side=facts.get("side") in {"state", "unit"},
        )

    def differences(self, found: Assessment, draft: Draft, place: str | None, profile: Profile) -> Reply:
        """Documents side by side: how the others stand, and the points on which they differ."""
        conflicts = [
            ShownConflict(
                one.point,
                one.note,
                tuple(self.passage(side, profile) for side in sides_for(one, self._regimes, place)),
            )
            for one in found.conflicts
        ]
        readings = [self._beside(reading) for reading in found.readings[1:]]
        return screen("protection_differences", profile, _back(draft), readings=readings, conflicts=conflicts)

    def evidence(self, found: Assessment, draft: Draft, profile: Profile) -> Reply:
        """Which papers to gather."""
        papers = [
            ShownPaper(paper, held.standing is Standing.MET, held.criterion.name) for held, paper in found.evidence
        ]
        return screen("protection_evidence", profile, _back(draft), papers=papers)

    def steps(self, found: Assessment, draft: Draft, facts: Facts, profile: Profile) -> Reply:
        """What to do, in order, with the papers that can be drafted here."""
        forms = dict.fromkeys(step.paper for step in found.steps if step.paper)
        drafting = [Button(f"Soạn: {PAPERS[form]}", Action.PROTECT_PAPER, (draft.id, form)) for form in forms]
        keyboard = (*rows(drafting, 1), *_back(draft))
        return screen("protection_steps", profile, keyboard, steps=self.steps_of(found, facts))

    def sheet(self, attachment: Attachment, draft: Draft, profile: Profile) -> Reply:
        """The result as a document."""
        return screen("protection_sheet", profile, _back(draft), attachment=attachment)

    def not_printed(self, why: str, draft: Draft, profile: Profile) -> Reply:
        """Why there is no PDF."""
        return screen("plan_not_printed", profile, _back(draft), why=why)

    def understood(self, given: Answers, form: Form, profile: Profile, *, redraw: bool = False) -> Reply:
        """What a sentence seems to tell, to be confirmed before it is filled in; of several each can be left out."""
        told = [(question, given[question.key]) for question in form.questions if question.key in given]
        drops = [_drop(question, given, form) for question, _ in told] if len(told) > 1 else []
        keyboard = (
            *rows(drops),
            (Button("Đúng, điền giúp", Action.PROTECT_FILL, (written(given, form),)),),
            (Button("Trả lời từng câu", Action.PROTECT_FILL, (NOTHING,)),),
        )
        answers = [(label(question), short(question, answer)) for question, answer in told]
        return screen("protection_understood", profile, keyboard, redraw=redraw, answers=answers)

    def criterion(self, held: Held, profile: Profile) -> ShownCriterion:
        """A criterion as it stands, with its provisions word for word."""
        one, standing = held.criterion, held.standing
        quotes = tuple(self.passage(cited, profile) for cited in one.provisions)
        places = tuple(dict.fromkeys(passage.locator for passage in quotes))
        where = places[0] if len(places) > 2 else "; ".join(places)
        return ShownCriterion(
            MARKS[standing],
            one.lacking if standing is Standing.UNMET else one.name,
            where,
            one.open if standing is Standing.OPEN else "",
            quotes,
        )

    def outcome(self, outcome: Outcome, reading: Reading) -> ShownOutcome:
        """What a document says follows."""
        provision = self._regimes.library.get(outcome.provision.id)
        return ShownOutcome(outcome.verb, provision.locator, self._name(reading), reading.draft)

    def steps_of(self, found: Assessment, facts: Facts) -> list[ShownStep]:
        """The steps with their provisions; who manages the official is named where it is known."""
        return [self._step(number, step, facts) for number, step in enumerate(found.steps, 1)]

    def passage(self, cited: Cited, profile: Profile) -> Passage:
        """A provision with the phrase that is quoted."""
        provision = self._regimes.library.get(cited.id)
        whole = self._shelf.passage(provision, profile)
        return Passage(whole.locator, whole.document, whole.status, spans(cited.quote), place=whole.place)

    def _step(self, number: int, step: Step, facts: Facts) -> ShownStep:
        library = self._regimes.library
        provision = library.get(step.provision.id)
        document = library.document_of(provision.id).short
        who = named_manager(step.who, facts)
        return ShownStep(number, step.do, who, step.when or NO_TIME, provision.locator, document)

    def _beside(self, reading: Reading) -> ShownReading:
        return ShownReading(
            self._name(reading),
            reading.draft,
            len(reading.of(Standing.MET)),
            len(reading.of(Standing.UNMET)),
            len(reading.of(Standing.OPEN)),
            tuple(self.outcome(one, reading) for one in reading.outcomes),
        )

    def _name(self, reading: Reading) -> str:
        return self._regimes.library.catalogue.document(reading.regime.document).short

    def _ways(self, found: Assessment, draft: Draft) -> Keyboard:
        buttons = [
            Button("Việc cần làm", Action.PROTECT_STEPS, (draft.id,)),
            Button("Giấy tờ cần gom", Action.PROTECT_EVIDENCE, (draft.id,)),
            Button("Văn bản khác nhau", Action.PROTECT_DIFFER, (draft.id,)),
            Button("Bản đối chiếu DOCX", Action.PROTECT_SHEET, (draft.id, "docx")),
            Button("Bản đối chiếu PDF", Action.PROTECT_SHEET, (draft.id, "pdf")),
        ]
        paper = next((step.paper for step in found.steps if step.paper), "")
        drafting = [Button(f"Soạn: {PAPERS[paper]}", Action.PROTECT_PAPER, (draft.id, paper))] if paper else []
        return (*rows(drafting), *rows(buttons), (Button("← Câu trả lời", Action.FORM_OPEN, (draft.id,)),))


def _drop(question: Question, given: Answers, form: Form) -> Button:
    """Leaves out one of the answers; the button carries the others."""
    rest = {key: answer for key, answer in given.items() if key != question.key}
    return Button(f"Bỏ: {label(question)}", Action.PROTECT_DROP, (written(rest, form),))


def named_manager(who: str, facts: Facts) -> str:
    """Whom a step turns to, with the committee that manages the official where it is known."""
    manager = MANAGERS.get(facts.get("manager", ""))
    return who.replace(MANAGER, f"{MANAGER} ({manager})") if manager else who


MANAGERS = {
    "commune": "Đảng ủy xã, phường, đặc khu",
    "body": "Đảng ủy cơ quan, đơn vị",
    "province": "Tỉnh ủy, Thành ủy",
}


def _back(draft: Draft) -> Keyboard:
    return ((Button("← Kết quả", Action.PROTECT_RESULT, (draft.id,)),),)
