"""The commands that ask the documents: `index`, `ask`, `search`, `evaluate`. Thin: the work is in `knowledge`."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel, ConfigDict, ValidationError
from rich.progress import Progress

from bot.faults import IndexNotReadyError
from bot.opening import complete_answerer, shelves
from bot.preparing import Json, prepare, progress_bar
from bot.wording import Wording
from knowledge.answer import Answer
from knowledge.answering import Answerer
from knowledge.calibration import Calibration
from knowledge.encoder.build import EncoderBuildError
from knowledge.encoder.embeddings import EncoderUnavailableError
from knowledge.evaluation import EvaluationError, Summary, as_json, by_kind, judge, read_questions, summarise
from knowledge.opening import Knowledge
from knowledge.retrieval import DenseUnavailable

knowledge_app = typer.Typer()
evaluate_app = typer.Typer(help="Đo chất lượng câu trả lời và tra cứu.", no_args_is_help=True)
knowledge_app.add_typer(evaluate_app, name="evaluate")

STEPS = {
    "Checking the encoder": "Kiểm tra bộ mã hóa",
    "Encoder ready": "Bộ mã hóa sẵn sàng",
    "Building the index": "Dựng chỉ mục",
}
"""What is being done, in the administrator's words; a step that is not here is shown as it is."""

Question = Annotated[str | None, typer.Argument(metavar="CÂU_HỎI", show_default=False)]
Place = Annotated[str | None, typer.Option(help="Nơi công tác, ví dụ quang-ngai.")]


class BatchLine(BaseModel):
    """One line of `ask --batch`."""

    model_config = ConfigDict(extra="ignore")

    id: str
    q: str
    jurisdiction: str | None = None


@knowledge_app.command()
def index() -> None:
    """Dựng (hoặc dựng lại) bộ mã hóa và chỉ mục từ kho văn bản."""
    from knowledge.index import IndexUnreachable  # noqa: PLC0415 - chromadb takes a second to import

    settings = prepare()
    with progress_bar() as progress:
        try:
            made = Knowledge().build_index(shelves(settings), _shown_in(progress))
        except (EncoderBuildError, EncoderUnavailableError, IndexUnreachable) as error:
            raise IndexNotReadyError(str(error)) from error
    typer.echo("Đã dựng chỉ mục." if made else "Chỉ mục đã có và khớp kho văn bản.", err=True)


@knowledge_app.command()
def ask(
    question: Question = None,
    jurisdiction: Place = None,
    batch: Annotated[Path | None, typer.Option(help="Tệp JSONL, mỗi dòng có id, q và (nếu cần) jurisdiction.")] = None,
    as_json_line: Json = False,
) -> None:
    """Trả lời một câu hỏi, hoặc cả tệp câu hỏi (mỗi câu một dòng JSON)."""
    if (question is None) == (batch is None):
        raise typer.BadParameter("cho một câu hỏi, hoặc --batch với một tệp.")
    settings = prepare()
    knowledge = Knowledge()
    lines = [BatchLine(id="", q=question, jurisdiction=jurisdiction)] if question is not None else _batch(batch)
    _check_places(knowledge, lines)
    answers = complete_answerer(knowledge, settings)
    words = Wording(knowledge.library)
    for line, answer in _answers(answers, lines):
        text = words.of(answer, line.jurisdiction)
        typer.echo(as_json(line.id or None, answer, text) if batch or as_json_line else text)


@knowledge_app.command()
def search(
    question: Annotated[str, typer.Argument(metavar="CÂU_HỎI")],
    count: Annotated[int, typer.Option("-k", min=1, max=100, help="Số kết quả.")] = 10,
    as_json_line: Json = False,
) -> None:
    """Chỉ tra cứu, kèm điểm của từng cách tìm."""
    from knowledge.langchain_retriever import ProvisionRetriever  # noqa: PLC0415 - langchain-core takes seconds to import

    settings = prepare()
    knowledge = Knowledge()
    answerer = complete_answerer(knowledge, settings)
    try:
        found = ProvisionRetriever(library=knowledge.library, search=answerer.search, count=count).invoke(question)
    except DenseUnavailable as error:
        raise IndexNotReadyError(f"Máy chủ Chroma không trả lời: kiểm tra DAMLAM_CHROMA_URL ({error}).") from error
    hits = [
        {
            **{field: one.metadata[field] for field in ("id", "document", "locator")},
            "text": one.page_content,
            "score": round(one.metadata["score"], 4),
            "legs": {leg: round(score, 4) for leg, score in one.metadata["legs"].items()},
        }
        for one in found
    ]
    if as_json_line:
        typer.echo(json.dumps({"hits": hits}, ensure_ascii=False))
        return
    for hit in hits:
        typer.echo(f"{hit['score']}  {hit['locator']}, {hit['document']}  [{hit['id']}]  {hit['legs']}")


@evaluate_app.command("answers")
def evaluate_answers(file: Path, as_json_lines: Json = False) -> None:
    """Đo câu trả lời trên một tệp câu hỏi có đáp án (JSONL)."""
    settings = prepare()
    try:
        asked = read_questions(file)
    except (EvaluationError, OSError) as error:
        raise typer.BadParameter(str(error)) from error
    if not asked:
        raise typer.BadParameter(f"{file} không có câu hỏi nào.")
    knowledge = Knowledge()
    words = Wording(knowledge.library)
    answerer = complete_answerer(knowledge, settings)
    lines = [BatchLine(id=one.id, q=one.q, jurisdiction=one.jurisdiction) for one in asked]
    judged = [
        judge(one, answer, words.of(answer, one.jurisdiction))
        for one, (_, answer) in zip(asked, _answers(answerer, lines), strict=True)
    ]
    summaries = {"all": summarise(judged), **by_kind(judged)}
    if as_json_lines:
        typer.echo(json.dumps({name: summary.as_dict() for name, summary in summaries.items()}, ensure_ascii=False))
        return
    for name, summary in summaries.items():
        typer.echo(f"{name}: {_shown(summary)}")


@evaluate_app.command("retrieval")
def evaluate_retrieval(folder: Path, as_json_lines: Json = False) -> None:
    """Đo tra cứu trên một thư mục BEIR (corpus.jsonl, queries.jsonl, qrels.tsv); --json in trên một dòng."""
    from knowledge import beir  # noqa: PLC0415 - needs ir-measures, which only measuring needs

    settings = prepare()
    try:
        judged = beir.Beir.read(folder)
    except EvaluationError as error:
        raise typer.BadParameter(str(error)) from error
    kept = shelves(settings)
    with progress_bar() as progress:
        shown = _shown_in(progress)
        try:
            report = beir.evaluate(judged, kept.encoder(), Calibration.load().plain, kept.var_dir / "beir", shown)
        except (EncoderBuildError, EncoderUnavailableError) as error:
            raise IndexNotReadyError(str(error)) from error
    typer.echo(json.dumps(report, ensure_ascii=False, indent=None if as_json_lines else 2))


def _answers(answerer: Answerer, lines: list[BatchLine]) -> Iterator[tuple[BatchLine, Answer]]:
    with asyncio.Runner() as runner, progress_bar() as progress:
        for line in progress.track(lines, description="Trả lời"):
            yield line, runner.run(answerer.answer(line.q, line.jurisdiction))


def _batch(file: Path | None) -> list[BatchLine]:
    if file is None:
        return []
    try:
        written = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"không đọc được {file}: {error}", param_hint="--batch") from error
    return [_line(file, number, line) for number, line in enumerate(written, 1) if line.strip()]


def _line(file: Path, number: int, line: str) -> BatchLine:
    try:
        return BatchLine.model_validate_json(line)
    except ValidationError as error:
        expected = 'cần một đối tượng JSON có "id" và "q" là chuỗi'
        raise typer.BadParameter(f"{file}, dòng {number}: {expected}.", param_hint="--batch") from error


def _check_places(knowledge: Knowledge, lines: list[BatchLine]) -> None:
    known = [place.id for place in knowledge.library.catalogue.jurisdictions]
    for line in lines:
        if line.jurisdiction is not None and line.jurisdiction not in known:
            raise typer.BadParameter(f"không có nơi {line.jurisdiction!r}; chọn một trong: {', '.join(known)}.")


def _shown(summary: Summary) -> str:
    return ", ".join(f"{name}={value}" for name, value in summary.as_dict().items() if value is not None)


def _shown_in(progress: Progress) -> Callable[[str, float], None]:
    """Shows in `progress` how far (0..1) a step is."""
    task = progress.add_task("", total=1.0)
    return lambda step, done: progress.update(task, description=STEPS.get(step, step), completed=done)
