"""Train the second opinion (``./allo train [fr en nl]``), reproducible to the byte.

Reads ``<code>/examples`` (see ``training_examples``) and the lexicon; writes ``<code>/model.npz``. The printed
scores are of a quarter held out. Needs scikit-learn (development only).
"""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.training_examples import read_messages, read_pairs, read_places, read_turns
from handlers.blend import GUESSES, NO_NEED
from handlers.classifier import feature_keys, features
from handlers.emergency import NONE
from handlers.intents import NO_INTENT, intent_words
from handlers.language import LANGUAGES_FOLDER, Language, Languages
from handlers.needs import score_needs
from handlers.patterns import Match
from handlers.place_parts import part_features
from handlers.reading import Reading, read_in
from handlers.talk_state import TalkState
from handlers.understand import signs_of, without_false_places
from handlers.where import NamedPlace, resolve
from knowledge.area import list_areas, load_area
from knowledge.areas.rows import read_places as read_place_rows
from knowledge.directory import Directory, build_directory
from knowledge.model import Place
from knowledge.taxonomy import load_taxonomy

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
SEED = 20261124
MIN_FEATURE_COUNT = 2
QUANTIZED_MAX, LEAST_WEIGHT = 127, 4
"""Weights are kept as -127 to 127. What is smaller than 4 is left out: it changed none of 1,139 labelled turns."""
MAY_BE_DANGER = (
    "emergency_room",
    "fire_station",
    "police",
    "women_support",
    "ambulance",
    "psychiatrist",
    "psychologist",
)
"""Needs whose examples may also tell of danger."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How the classifier of one question is trained: ``cost`` of a wrong example (C of LinearSVC)."""

    cost: float
    class_weight: str | None


KINDS = {
    "need": Kind(0.7, "balanced"),
    "intent": Kind(0.7, "balanced"),
    "danger": Kind(2.0, None),
    "place": Kind(0.3, None),
}
"""Rare needs and intents count as much as frequent ones; danger is as rare in training as it is told, and dear."""
PLAIN_NAMES = 12
"""Names of each need that are asked for in plain words."""
NEEDS_ASKED, PLAIN_ASKED = 3, 2
"""Every third sentence of a need and every second plain request also teach what looking for something sounds like."""
WITHOUT_NEED = (
    "greeting",
    "thanks",
    "help",
    "human",
    "stop",
    "delete_data",
    "set_home",
    "more",
    "out_of_scope",
    "none",
)
"""Intents whose examples ask for no kind of service; "none" are other messages without one ("et demain ?")."""

GOES_ON = ("clarify_answer", "select")
"""What only goes on with the talk; the rules of ``decide`` know how."""
ANY_TALK = TalkState("talk")


@dataclass(frozen=True, slots=True)
class Sentence:
    label: str
    words: tuple[str, ...]
    matches: tuple[Match, ...] = ()
    """What the lexicon finds in it."""
    content: int = 0
    """Words that may name a need."""
    is_plain: bool = False
    """Made of a frame: it teaches, and is left out of what is told of success."""
    of_place: tuple[str, ...] = ()
    """The features of a place in it, which are not made from its words alone."""

    @property
    def features(self) -> Iterable[str]:
        return self.of_place or features(self.words)


def train(codes: Sequence[str], languages: Languages, say: Callable[[str], None]) -> None:
    """Write ``model.npz`` for each language; ``say`` is told how well it does on sentences it has not seen."""
    directory = _everywhere(languages)
    for code in codes:
        language = languages.get(code)
        arrays: dict[str, NDArray[np.generic]] = {}
        for name, read_sentences, read_fixed in (
            ("place", (_marked_places,), ()),
            ("danger", (_danger_sentences,), ()),
            ("intent", (_intent_sentences,), ()),
            ("need", (_need_sentences, _plain_sentences), (_lexicon_sentences,)),
        ):
            say(f"{code} {name}: reading")
            sentences = [one for read in read_sentences for one in read(language, directory)]
            fixed = [one for read in read_fixed for one in read(language, directory)]
            if sentences:
                say(f"{code} {name}: {len(sentences)} sentences, {len({s.label for s in sentences})} labels")
                arrays |= _train(name, sentences, fixed, say)
        if arrays:
            path = LANGUAGES_FOLDER / code / "model.npz"
            np.savez_compressed(path, **arrays)  # type: ignore[arg-type]
            say(f"{code}: {path.name} {path.stat().st_size // 1024} KiB")


def _everywhere(languages: Languages) -> Directory:
    """Places of all shipped areas, so that every example's places are masked."""
    places: dict[str, Place] = {}
    for area_id in list_areas():
        for place in read_place_rows(load_area(area_id).folder / "places.csv"):
            places.setdefault(place.place_id, place)
    return build_directory(load_area(list_areas()[0]), (), places.values(), load_taxonomy(), languages.common_words)


def _examples(language: Language) -> Path:
    return LANGUAGES_FOLDER / language.code / "examples"


def _need_sentences(language: Language, directory: Directory) -> Iterable[Sentence]:
    known = set(load_taxonomy().codes)
    for label, text in read_pairs(_examples(language), "needs_*.tsv"):
        codes = label.split("+")
        if any(code not in known for code in codes):
            raise ValueError(f"{language.code}: unknown need {label!r} of {text!r}")
        if len(codes) == 1:
            yield _need_sentence(codes[0], text, language, directory)
    for intent, text in read_pairs(_examples(language), "intents_*.tsv"):
        if intent in WITHOUT_NEED:
            yield _need_sentence(NO_NEED, text, language, directory)
    for message in read_messages(_examples(language)):
        if len(message.needs) == 1:
            yield _need_sentence(message.needs[0], message.text, language, directory)
        elif message.intent in WITHOUT_NEED:
            yield _need_sentence(NO_NEED, message.text, language, directory)
    for turn in read_turns(_examples(language)):
        if turn.intent == "find_service" and turn.need and turn.need not in turn.talk.needs:  # "vous en avez à Gap ?"
            yield _need_sentence(turn.need, turn.text, language, directory)
        elif turn.intent in WITHOUT_NEED or turn.intent in GOES_ON:
            yield _need_sentence(NO_NEED, turn.text, language, directory)


def _plain_sentences(language: Language, directory: Directory) -> Iterable[Sentence]:
    for code, text in _plain_texts(language):
        yield replace(_need_sentence(code, text, language, directory), is_plain=True)


def _plain_texts(language: Language) -> Iterable[tuple[str, str]]:
    """ "une piscine pas loin": what the lexicon names, asked for in plain words. Crowds write the unusual."""
    frames = (_examples(language) / "frames.txt").read_text(encoding="utf-8").splitlines()
    names: dict[str, list[str]] = {code: [label[language.code]] for code, label in load_taxonomy().labels.items()}
    for pattern in language.needs.patterns():
        if pattern.kind == "name" and not pattern.label.startswith("!") and not set(pattern.entry) & set("<(*"):
            names[pattern.label].append(pattern.entry)
    for code, known in names.items():
        for name in sorted(set(known), key=lambda name: zlib.crc32(name.encode()))[:PLAIN_NAMES]:
            frame = frames[zlib.crc32(f"{code} {name}".encode()) % len(frames)]
            yield code, frame.replace("{need}", name)


def _need_sentence(label: str, text: str, language: Language, directory: Directory) -> Sentence:
    reading, _ = _read(text, language, directory)
    return Sentence(label, tuple(reading.need_words()), reading.need_matches, len(reading.content))


def _read(text: str, language: Language, directory: Directory) -> tuple[Reading, Sequence[NamedPlace]]:
    """As a message is read: "wie kan komen" names no place, though Komen is one."""
    reading = read_in(text, language, directory, NOW)
    named = resolve(reading.mentions, reading.tokens, language, reading.nouns, False, text)
    return without_false_places(reading, named), named


def _intent_sentences(language: Language, directory: Directory) -> Iterable[Sentence]:
    folder = _examples(language)
    rows = list(read_pairs(folder, "intents_*.tsv"))
    if not rows:
        return
    for label, text in rows:  # "none" too: what only goes on with the talk must not sound like an intent
        yield Sentence(label, _intent_words(text, language, directory, ANY_TALK if label == NO_INTENT else None))
    for turn in read_turns(folder):
        label = NO_INTENT if turn.intent in GOES_ON else turn.intent
        yield Sentence(label, _intent_words(turn.text, language, directory, turn.talk))
    for message in read_messages(folder):
        yield Sentence(message.intent, _intent_words(message.text, language, directory))
    asked_for = [*list(read_pairs(folder, "needs_*.tsv"))[::NEEDS_ASKED], *list(_plain_texts(language))[::PLAIN_ASKED]]
    for _, text in asked_for:
        words = _intent_words(text, language, directory)
        if not any(w.startswith(("<ask.", "<ride.", "<report", "<suggest")) for w in words):
            yield Sentence("find_service", words)


def _danger_sentences(language: Language, directory: Directory) -> Iterable[Sentence]:
    """``danger.tsv`` (kind or "none", tab, sentence); whatever is said of needs or wanted of us is no danger."""
    folder = _examples(language)
    rows = list(read_pairs(folder, "danger*.tsv"))
    if not rows:
        return
    calm = [(NONE, text) for need, text in read_pairs(folder, "needs_*.tsv") if need not in MAY_BE_DANGER]
    calm += [(NONE, text) for label, text in read_pairs(folder, "intents_*.tsv") if label != "emergency"]
    calm += [
        (NONE, message.text)
        for message in read_messages(folder)
        if message.intent != "emergency" and not set(message.needs) & set(MAY_BE_DANGER)
    ]
    calm += [(NONE, turn.text) for turn in read_turns(folder) if turn.intent != "emergency"]
    for label, text in (*rows, *calm):
        yield Sentence(label, tuple(_read(text, language, directory)[0].words()))


def _marked_places(language: Language, directory: Directory) -> Iterable[Sentence]:
    """One for each place that is marked in a sentence and read as a place."""
    folder = _examples(language)
    for marked in (*(message.marked for message in read_messages(folder)), *read_places(folder)):
        reading, named = _read(marked.text, language, directory)
        for place, found in zip(named, part_features(reading, named, marked.text), strict=True):
            first, last = reading.tokens[place.start].start, reading.tokens[place.end - 1].start
            part = marked.parts.get(first) or marked.parts.get(last)
            if part:
                yield Sentence(part, (), of_place=tuple(found))


def _intent_words(
    text: str, language: Language, directory: Directory, talk: TalkState | None = None
) -> tuple[str, ...]:
    reading, named = _read(text, language, directory)
    return tuple(intent_words(reading.words(), signs_of(reading, named, text, directory.taxonomy, talk)))


def _lexicon_sentences(language: Language, directory: Directory) -> Iterable[Sentence]:
    """Names and words of the lexicon, the labels, and what gives a need away ("letters swimming"): the classifier must
    know at least what the words say."""
    for code, phrase in read_pairs(_examples(language), "words_*.tsv"):
        yield _need_sentence(code, phrase, language, directory)
    for pattern in language.needs.patterns():
        if not pattern.label.startswith("!") and not set(pattern.entry) & set("<(*"):
            yield Sentence(pattern.label, tuple(pattern.entry.split()))
    for code, label in load_taxonomy().labels.items():
        yield Sentence(code, tuple(label[language.code].lower().split()))


def _train(
    name: str, sentences: Sequence[Sentence], fixed: Sequence[Sentence], say: Callable[[str], None]
) -> dict[str, NDArray[np.generic]]:
    """``fixed`` sentences help in training but are never judged on."""
    labels = sorted({s.label for s in [*sentences, *fixed]})
    index = {label: i for i, label in enumerate(labels)}
    every = [*sentences, *fixed]
    matrix, keys, idf = _vectorize([s.features for s in every])
    target = np.array([index[s.label] for s in every])
    held_out, margins = _hold_out(matrix, target, len(sentences), len(labels), KINDS[name])
    judged = target[held_out]
    temperature = _fit_temperature(margins, judged)
    order = np.argsort(-margins, axis=1)
    first, three = _top(order, judged, 1), _top(order, judged, 3)
    say(f"  held-out quarter: top 1 {first:.1%}, top 3 {three:.1%}, temperature {temperature:.2f}")
    if name == "need":
        _ablate([sentences[i] for i in held_out], margins / temperature, labels, say)
    weights, bias = _fit(matrix, target, len(labels), KINDS[name])
    parts = {"labels": np.array(labels), "t": np.array(temperature, dtype=np.float32)}
    return {f"{name}_{key}": value for key, value in {**parts, **_pack(weights, bias, keys, idf)}.items()}


def _ablate(
    sentences: Sequence[Sentence], logits: NDArray[np.float32], labels: Sequence[str], say: Callable[[str], None]
) -> None:
    """First need right (a shared OpenStreetMap tag) from the lexicon, from the classifier, and from both; each sentence
    is judged by a classifier that had not seen it."""
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    odds /= odds.sum(axis=1, keepdims=True)
    right = {"lexicon": 0, "classifier": 0, "both": 0}
    count = 0
    for sentence, row in zip(sentences, odds, strict=True):
        if sentence.is_plain or sentence.label == NO_NEED:
            continue
        count += 1
        learned = {labels[i]: float(row[i]) for i in np.argsort(-row)[:GUESSES] if labels[i] != NO_NEED}
        for way, matches, opinion in (
            ("lexicon", sentence.matches, {}),
            ("classifier", (), learned),
            ("both", sentence.matches, learned),
        ):
            needs = score_needs(matches, opinion, sentence.content)
            right[way] += bool(needs) and _agree(needs[0].code, sentence.label)
    say("  " + ", ".join(f"{way} {found / count:.1%}" for way, found in right.items()))


def _agree(a: str, b: str) -> bool:
    taxonomy = load_taxonomy()
    return bool(set(taxonomy.get(a).osm) & set(taxonomy.get(b).osm[:2]))


def _top(order: NDArray[np.int64], target: NDArray[np.int64], count: int) -> float:
    return float(np.mean([t in row[:count] for row, t in zip(order, target, strict=True)]))


def _vectorize(found: Sequence[Iterable[str]]) -> tuple[csr_matrix, NDArray[np.uint32], NDArray[np.float32]]:
    bags = [set(feature_keys(one)) for one in found]
    counts: dict[int, int] = {}
    for bag in bags:
        for key in bag:
            counts[key] = counts.get(key, 0) + 1
    keys = np.array(sorted(key for key, count in counts.items() if count >= MIN_FEATURE_COUNT), dtype=np.uint32)
    column = {int(key): i for i, key in enumerate(keys)}
    idf = np.array([np.log((1 + len(bags)) / (1 + counts[int(key)])) + 1 for key in keys], dtype=np.float32)
    indptr, indices = [0], list[int]()
    data: list[np.float32] = []
    for bag in bags:
        columns = sorted(column[key] for key in bag if key in column)
        values = idf[columns] if columns else np.zeros(0, dtype=np.float32)
        norm = float(np.sqrt(np.dot(values, values))) or 1.0
        indices.extend(columns)
        data.extend(values / norm)
        indptr.append(len(indices))
    shape = (len(bags), len(keys))
    return csr_matrix((data, indices, indptr), shape=shape, dtype=np.float32), keys, idf


def _fit(
    matrix: csr_matrix, target: NDArray[np.int64], classes: int, kind: Kind
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    model = LinearSVC(C=kind.cost, class_weight=kind.class_weight, random_state=SEED, max_iter=2000)
    model.fit(matrix, target)
    weights = np.zeros((classes, matrix.shape[1]), dtype=np.float32)
    bias = np.full(classes, -2.0, dtype=np.float32)
    if len(model.classes_) == 2:
        weights[model.classes_[1]], weights[model.classes_[0]] = model.coef_[0], -model.coef_[0]
        bias[model.classes_[1]], bias[model.classes_[0]] = model.intercept_[0], -model.intercept_[0]
    else:
        weights[model.classes_], bias[model.classes_] = model.coef_, model.intercept_
    return weights, bias


def _hold_out(
    matrix: csr_matrix, target: NDArray[np.int64], judged: int, classes: int, kind: Kind
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """A quarter of the first ``judged`` rows, and their margins by a model that has seen all the others."""
    folds = StratifiedKFold(4, shuffle=True, random_state=SEED)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of classes with fewer than four examples
        train, test = next(iter(folds.split(np.zeros(judged), target[:judged])))
    rows = np.concatenate([train, np.arange(judged, len(target))])
    weights, bias = _fit(matrix[rows], target[rows], classes, kind)
    return test, np.asarray(matrix[test] @ weights.T + bias, dtype=np.float32)


def _fit_temperature(margins: NDArray[np.float32], target: NDArray[np.int64]) -> float:
    """The softmax temperature under which held-out sentences are most likely."""
    candidates = np.geomspace(0.03, 1.5, 40)
    return float(min(candidates, key=lambda t: _loss(margins / t, target)))


def _loss(logits: NDArray[np.float32], target: NDArray[np.int64]) -> float:
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(shifted).sum(axis=1))
    return float(np.mean(log_sum - shifted[np.arange(len(target)), target]))


def _pack(
    weights: NDArray[np.float32], bias: NDArray[np.float32], keys: NDArray[np.uint32], idf: NDArray[np.float32]
) -> dict[str, NDArray[np.generic]]:
    """Weights as int8 in sparse rows, one row a feature; what rounds to nothing is left out."""
    scale = np.percentile(np.abs(weights[weights != 0]), 99.95) / QUANTIZED_MAX
    rounded = np.clip(np.round(weights / scale), -QUANTIZED_MAX, QUANTIZED_MAX).astype(np.int8)
    rounded[np.abs(rounded) < LEAST_WEIGHT] = 0
    by_feature = csr_matrix(rounded.T)
    return {
        "keys": keys,
        "starts": by_feature.indptr.astype(np.int32),
        "columns": by_feature.indices.astype(np.uint16),
        "weights": by_feature.data.astype(np.int8),
        "idf": idf,
        "scale": np.array(scale, dtype=np.float32),
        "bias": bias.astype(np.float32),
    }
