"""Writes an encoder read from its container as an ordinary sentence-transformers folder.

Word-table rows that text in the Latin script cannot reach are left out: the table is 384 of the model's 470 MB. A
Unigram tokenizer takes the best-scoring way to cut a text into pieces, and a piece with a character that the text does
not hold is on no way at all. So as long as *every* piece made of kept characters stays, a text of kept characters is
cut exactly as before. A character outside becomes ``<unk>``, as unknown ones always did.
"""

import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from knowledge.encoder.weights import EncoderFile, FloatArray, Vocabulary

METASPACE = "▁"
QUERY_PROMPT = "query: "
PASSAGE_PROMPT = "passage: "

_COMBINING_MARKS = range(0x0300, 0x0370)
_TENSOR_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
    "w": "weight",
    "b": "bias",
}
_EMBEDDING_NAMES = {
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


def is_kept(character: str) -> bool:
    """Whether text in the Latin script can hold this character: all but the letters and marks of other scripts."""
    match unicodedata.category(character)[0]:
        case "L":
            return unicodedata.name(character, "").startswith("LATIN ")
        case "M":
            return ord(character) in _COMBINING_MARKS
        case _:
            return True


def kept_pieces(vocabulary: Vocabulary) -> list[int]:
    """The ids, rising, of the special pieces and of all pieces made of kept characters only."""
    specials = {vocabulary.bos, vocabulary.eos, vocabulary.pad, vocabulary.unk}
    return [i for i, piece in enumerate(vocabulary.pieces) if i in specials or all(map(is_kept, piece))]


def write_folder(file: EncoderFile, folder: Path, kept: Sequence[int]) -> None:
    """Writes the model with only the pieces in ``kept`` (ids in the file, rising) into an existing folder.

    The same file and ids give the same bytes, so that a digest of the folder identifies the encoder.
    """
    from safetensors.numpy import save_file  # noqa: PLC0415 - heavy, and only needed to build

    weights = folder / "model.safetensors"
    save_file(_tensors(file, kept), weights, metadata={"format": "pt"})
    weights.chmod(0o644)  # the library leaves it to the owner alone, and the bot may run as another user
    for name, content in _settings(file, kept).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        indent = None if name == "tokenizer.json" else 2
        path.write_text(json.dumps(content, ensure_ascii=False, indent=indent), encoding="utf-8")


def _tensors(file: EncoderFile, kept: Sequence[int]) -> dict[str, FloatArray]:
    tensors = {"embeddings.word_embeddings.weight": file.rows("emb.word", kept)}
    for name in file.shape.tensors():
        if name != "emb.word":
            tensors[_torch_name(name)] = file.tensor(name)
    return tensors


def _torch_name(name: str) -> str:
    if name in _EMBEDDING_NAMES:
        return _EMBEDDING_NAMES[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer.removeprefix('l')}.{_TENSOR_NAMES[part]}.{_TENSOR_NAMES[kind]}"


def _settings(file: EncoderFile, kept: Sequence[int]) -> dict[str, Any]:
    shape, vocabulary = file.shape, file.vocabulary
    ids = {old: new for new, old in enumerate(kept)}
    specials = {
        "bos_token": vocabulary.pieces[vocabulary.bos],
        "cls_token": vocabulary.pieces[vocabulary.bos],
        "eos_token": vocabulary.pieces[vocabulary.eos],
        "sep_token": vocabulary.pieces[vocabulary.eos],
        "pad_token": vocabulary.pieces[vocabulary.pad],
        "unk_token": vocabulary.pieces[vocabulary.unk],
    }
    modules = "sentence_transformers.sentence_transformer.modules"
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float32",
            "vocab_size": len(kept),
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.types,
            "layer_norm_eps": shape.epsilon,
            "hidden_act": "gelu",
            "pad_token_id": ids[vocabulary.pad],
        },
        "tokenizer.json": tokenizer_settings(vocabulary, kept),
        "tokenizer_config.json": specials
        | {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            "clean_up_tokenization_spaces": False,
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.base.modules.transformer.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{modules}.pooling.Pooling"},
            {
                "idx": 2,
                "name": "2",
                "path": "2_Normalize",
                "type": "sentence_transformers.base.modules.normalize.Normalize",
            },
        ],
        # The container has no pooler, and mean pooling needs none.
        "sentence_bert_config.json": {"model_kwargs": {"add_pooling_layer": False}},
        "1_Pooling/config.json": {"embedding_dimension": shape.hidden, "pooling_mode": "mean"},
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            # sentence-transformers takes "document" first, which is empty unless it is set.
            "prompts": {"query": QUERY_PROMPT, "document": PASSAGE_PROMPT, "passage": PASSAGE_PROMPT},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def tokenizer_settings(vocabulary: Vocabulary, kept: Sequence[int]) -> dict[str, Any]:
    """The ``tokenizer.json`` of an XLM-R Unigram tokenizer with only these pieces."""
    ids = {old: new for new, old in enumerate(kept)}
    bos, eos = vocabulary.pieces[vocabulary.bos], vocabulary.pieces[vocabulary.eos]
    specials = sorted((vocabulary.bos, vocabulary.pad, vocabulary.eos, vocabulary.unk))
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": ids[special],
                "content": vocabulary.pieces[special],
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for special in specials
        ],
        "normalizer": {"type": "Sequence", "normalizers": _normalizers(vocabulary)},
        "pre_tokenizer": {"type": "Metaspace", "replacement": METASPACE, "prepend_scheme": "always", "split": True},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [
                {"SpecialToken": {"id": bos, "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": eos, "type_id": 0}},
            ],
            "pair": [
                {"SpecialToken": {"id": bos, "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": eos, "type_id": 0}},
                {"SpecialToken": {"id": eos, "type_id": 0}},
                {"Sequence": {"id": "B", "type_id": 0}},
                {"SpecialToken": {"id": eos, "type_id": 0}},
            ],
            "special_tokens": {
                token: {"id": token, "ids": [ids[old]], "tokens": [token]}
                for token, old in ((bos, vocabulary.bos), (eos, vocabulary.eos))
            },
        },
        "decoder": {"type": "Metaspace", "replacement": METASPACE, "prepend_scheme": "always", "split": True},
        "model": {
            "type": "Unigram",
            "unk_id": ids[vocabulary.unk],
            "byte_fallback": False,
            "vocab": [[vocabulary.pieces[i], vocabulary.scores[i]] for i in kept],
        },
    }


def _normalizers(vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """NFKC, and what the rules of the file do beyond it: control characters vanish, odd spaces become spaces.

    The rules alone would not do: they stand for single characters, and decomposed text needs its marks composed.
    """
    beyond: dict[str, str] = {}
    for character, replacement in vocabulary.rules.items():
        if unicodedata.normalize("NFKC", character) != replacement:
            beyond[replacement] = beyond.get(replacement, "") + character
    return [
        *(_replace(f"[{''.join(map(_escape, sorted(found)))}]", put) for put, found in sorted(beyond.items())),
        {"type": "NFKC"},
        {"type": "Strip", "strip_left": True, "strip_right": True},
        _replace(" {2,}", " "),
    ]


def _replace(pattern: str, content: str) -> dict[str, Any]:
    return {"type": "Replace", "pattern": {"Regex": pattern}, "content": content}


def _escape(character: str) -> str:
    return f"\\x{{{ord(character):X}}}"
