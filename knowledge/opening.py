"""Opens the knowledge room: the answerer at once by words; index and encoder when asked, since they take seconds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from knowledge import corpus, lexicon, regimes
from knowledge.answering import Answerer, Rewriter
from knowledge.calibration import Calibration
from knowledge.encoder.build import ensure, packaged_folder
from knowledge.encoder.embeddings import SentenceEncoder, open_encoder
from knowledge.entries import Entry
from knowledge.expectations import Expectations
from knowledge.library import Library
from knowledge.narratives import Narratives
from knowledge.outside import Outside
from knowledge.points import Points
from knowledge.retrieval import Dense, Search
from knowledge.synonyms import Synonyms

Progress = Callable[[str, float], None]
"""Told what is being done and how much of it is, 0..1."""


@dataclass(frozen=True)
class Shelves:
    """Where index and encoder are kept. Empty: Chroma embedded under `var_dir`, the packaged encoder."""

    var_dir: Path
    chroma_url: str = ""
    embedding_model: str = ""

    @property
    def models(self) -> Path:
        """The folder of encoders."""
        return self.var_dir / "models"

    @property
    def index(self) -> Path:
        """The folder of the embedded index."""
        return self.var_dir / "chroma"

    def encoder(self) -> SentenceEncoder:
        """The encoder, not loaded yet. Raises EncoderBuildError when the packaged one has not been built."""
        return open_encoder(self.embedding_model, self.models)


class Knowledge:
    """The documents and everything beside them, loaded once."""

    def __init__(self) -> None:
        self.library = Library.load()
        self.points = Points.load()
        self.silences = regimes.silences()
        self.small_talk = regimes.small_talk()
        self.calibration = Calibration.load()

    @cached_property
    def abbreviations(self) -> Mapping[str, str]:
        """What officials abbreviate, and what each stands for."""
        return dict(lexicon.load("abbreviations.yaml"))

    @cached_property
    def entries(self) -> list[Entry]:
        """What is indexed."""
        return corpus.entries(self.library, self.points, self.silences, self.small_talk)

    def answerer(self, rewriter: Rewriter | None = None) -> Answerer:
        """An answerer that searches by words; give it `dense` to complete it."""
        return Answerer(
            library=self.library,
            reader=corpus.question_reader(self.library.catalogue, self.entries),
            search=Search(self.entries, self.calibration.lexical),
            points=self.points,
            silences=self.silences,
            contacts=regimes.contacts(),
            synonyms=Synonyms(regimes.synonyms()),
            narratives=Narratives.load(),
            expectations=Expectations.load(),
            outside=Outside.load(),
            calibration=self.calibration,
            rewriter=rewriter,
        )

    def build_index(self, shelves: Shelves, progress: Progress) -> bool:
        """Build the encoder and the index where they are absent or out of date; False when both already were there.

        Raises EncoderBuildError, EncoderUnavailableError.
        """
        from knowledge import index  # noqa: PLC0415 - chromadb takes a second to import

        if not shelves.embedding_model:
            ensure(packaged_folder(shelves.models), progress)
        client = index.connect(shelves.chroma_url, shelves.index)
        return index.build(
            client, self.entries, shelves.encoder(), lambda done, total: progress("Building the index", done / total)
        )

    def dense(self, shelves: Shelves) -> Dense:
        """The dense leg with its encoder loaded: seconds of work, to be done in a thread.

        Raises IndexMissing, IndexOfAnotherModel, EncoderBuildError, EncoderUnavailableError.
        """
        from knowledge import index  # noqa: PLC0415 - chromadb takes a second to import

        encoder = shelves.encoder()
        leg = index.DenseLeg(index.connect(shelves.chroma_url, shelves.index), self.entries, encoder)
        encoder.warm_up()
        return leg
