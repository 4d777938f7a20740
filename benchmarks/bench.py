"""What all parts of the benchmark share: the documents opened once, the encoder, the questions."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import numpy as np
from chromadb.api import ClientAPI
from langchain_core.embeddings import Embeddings

from bot.opening import shelves
from bot.settings import Settings
from knowledge import index
from knowledge.answering import Answerer
from knowledge.encoder.embeddings import SentenceEncoder
from knowledge.evaluation import Asked, read_questions
from knowledge.index import DenseLeg, Encoder
from knowledge.opening import Knowledge
from knowledge.text import unaccented

QUESTIONS = Path(__file__).parent / "questions"
SETS = ("dev", "heldout", "heldout2", "everyday")
"""What is measured. The numbers are fitted on `dev` and the `tune` sets, the wordings were mended on `everyday`."""
SEED = 20261122


class RememberingEncoder(Embeddings):
    """An encoder that encodes a question once in a run, and the same passages once for good, kept under `folder`.

    For measuring what is found, never for measuring time.
    """

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self.name = encoder.name
        self._encoder = encoder
        self._folder = folder
        self._questions: dict[str, list[float]] = {}

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        if text not in self._questions:
            self._questions[text] = self._encoder.embed_query(text)
        return self._questions[text]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of passages, in their order."""
        file = self._folder / f"{_digest([self.name, *texts])}.npy"
        if not file.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            np.save(file, np.array(self._encoder.embed_documents(texts), dtype=np.float32))
        vectors: list[list[float]] = np.load(file).tolist()
        return vectors


def _digest(texts: Sequence[str]) -> str:
    return sha256("\0".join(texts).encode()).hexdigest()[:24]


class Bench:
    """The room opened once for all parts that need it; nothing is loaded before it is asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._shelves = shelves(settings)

    @cached_property
    def knowledge(self) -> Knowledge:
        """The documents."""
        return Knowledge()

    @cached_property
    def encoder(self) -> SentenceEncoder:
        """The encoder of the settings. Raises EncoderBuildError when it is not built."""
        return self._shelves.encoder()

    @cached_property
    def remembering(self) -> RememberingEncoder:
        """The same encoder, for measuring what is found."""
        return RememberingEncoder(self.encoder, self.settings.var_dir / "benchmarks")

    @cached_property
    def index(self) -> ClientAPI:
        """The index."""
        return index.connect(self._shelves.chroma_url, self._shelves.index)

    @cached_property
    def dense(self) -> DenseLeg:
        """The dense leg by the remembering encoder. Raises IndexMissing, IndexOfAnotherModel."""
        return DenseLeg(self.index, self.knowledge.entries, self.remembering)

    @cached_property
    def answerer(self) -> Answerer:
        """The whole answerer, with both legs, for measuring what is found."""
        answerer = self.knowledge.answerer()
        answerer.complete(self.dense)
        return answerer

    @cached_property
    def questions(self) -> Mapping[str, list[Asked]]:
        """The questions by set."""
        return {name: read_questions(QUESTIONS / f"{name}.jsonl") for name in SETS}


def stripped(asked: Asked) -> Asked:
    """The same question typed without accents."""
    return asked.model_copy(update={"q": unaccented(asked.q)})
