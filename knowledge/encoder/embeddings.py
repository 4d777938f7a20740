"""The encoder as LangChain sees it: any sentence-transformers model behind ``Embeddings``."""

import logging
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.embeddings import Embeddings

from knowledge.encoder.build import identity, packaged_folder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

logger = logging.getLogger(__name__)

MAX_THREADS = 4
"""A model of the packaged one's size gains nothing from more."""
MAX_CHARACTERS = 20_000
"""Far over what any model reads of a text; the tokenizer need not see a megabyte to drop most of it."""

_BATCH = 32
_BATCH_CHARACTERS = 4_000
"""A batch ends at 32 texts or about this many characters: many short texts together, long ones a few at a time."""
_QUERY_PROMPTS = ("query",)
_DOCUMENT_PROMPTS = ("document", "passage")


class EncoderUnavailableError(RuntimeError):
    """The model cannot be loaded; the message says which and what to do."""


class SentenceEncoder(Embeddings):
    """A sentence-transformers model: loaded once, at first use or by ``warm_up``, and safe to use from any thread.

    Vectors have unit length, so the dot product of two is their cosine. Any string is accepted: text beyond what the
    model reads is cut off, and what is no Unicode text (lone surrogates) is replaced.
    """

    def __init__(self, source: str, name: str) -> None:
        """``source`` is what sentence-transformers loads, ``name`` what an index records as the vectors' maker."""
        self.name = name
        self._source = source
        self._model: SentenceTransformer | None = None
        # One lock for loading and for use: the tokenizer fails when two threads set its truncation at once.
        self._lock = threading.Lock()

    @property
    def ready(self) -> bool:
        """Whether the model is loaded, so that an embedding takes milliseconds and not seconds."""
        return self._model is not None

    def warm_up(self) -> None:
        """Loads the model and runs it once. Takes seconds: call it in a thread.

        Raises:
            EncoderUnavailableError: if there is no such model.
        """
        self.embed_query("sẵn sàng")

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self._embed([text], _QUERY_PROMPTS)[0]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of passages, in their order."""
        vectors: list[list[float]] = []
        for batch in _batches(texts):  # by batches, so that a question waits for one and not for all
            vectors += self._embed(batch, _DOCUMENT_PROMPTS)
        return vectors

    def _embed(self, texts: Sequence[str], prompt_names: Sequence[str]) -> list[list[float]]:
        with self._lock:
            if self._model is None:
                self._model = _load(self._source)
            prompts = self._model.prompts
            vectors: Any = self._model.encode(
                [_clean(text) for text in texts],
                prompt=next((prompts[name] for name in prompt_names if prompts.get(name)), None),
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        embedded: list[list[float]] = vectors.tolist()
        return embedded


def open_encoder(model: str, models_dir: Path) -> SentenceEncoder:
    """The encoder of that sentence-transformers name or path; the packaged one under ``models_dir`` for ``""``.

    Cheap: nothing is loaded yet.

    Raises:
        EncoderBuildError: if the packaged one has not been built.
    """
    if model:
        return SentenceEncoder(model, model)
    folder = packaged_folder(models_dir)
    return SentenceEncoder(str(folder), identity(folder))


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    start = characters = 0
    for end, text in enumerate(texts):
        if end > start and (end - start == _BATCH or characters + len(text) > _BATCH_CHARACTERS):
            yield texts[start:end]
            start, characters = end, 0
        characters += len(text)
    if texts:
        yield texts[start:]


def _clean(text: str) -> str:
    return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")


def _load(source: str) -> "SentenceTransformer":
    # Seconds and some 400 MB, which a process that never embeds should not pay.
    import torch  # noqa: PLC0415
    from safetensors import SafetensorError  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from transformers.utils import logging as transformers_logging  # noqa: PLC0415

    logger.info("loading encoder %s", source, extra={"action": "encoder_loading"})
    # Half of the cores: a thread that waits for a busy core holds up all others. Measured on two cores, a question took
    # 30 ms on one thread and 25 on two while the machine was quiet, but 48 and 590 while it was busy.
    torch.set_num_threads(max(1, min(MAX_THREADS, (os.cpu_count() or 1) // 2)))
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = SentenceTransformer(source, device="cpu")
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        reason = " ".join(str(error).split())
        raise EncoderUnavailableError(f"the embedding model {source!r} cannot be loaded: {reason}") from error
    logger.info("encoder %s is ready", source, extra={"action": "encoder_ready"})
    return model
