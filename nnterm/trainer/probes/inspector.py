"""Answers questions about the inside of a run's model. Asking changes nothing about the training."""

import time
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from nnterm.errors import DatasetError, NntermError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.protocol.commands import StartRun
from nnterm.experiment.protocol.inspection_requests import (
    InspectAttention,
    InspectConfusion,
    InspectDigit,
    InspectEmbedding,
    InspectFeatures,
    InspectFit,
    InspectFooled,
    InspectGeneratedText,
    InspectGradients,
    InspectHeldOut,
    InspectionRequest,
    InspectMap,
    InspectMistakes,
    InspectNetwork,
    InspectPairs,
    InspectScores,
    InspectSentence,
    InspectWeights,
)
from nnterm.experiment.protocol.inspection_results import InspectionResult, MapComputed, NotInspected, WeightsShown
from nnterm.trainer.checkpoints import Checkpoints
from nnterm.trainer.datasets.dataset import raw
from nnterm.trainer.datasets.parts import Parts
from nnterm.trainer.datasets.reader import Reader
from nnterm.trainer.failure import FAILURES, explained
from nnterm.trainer.loops.protocol import Loop
from nnterm.trainer.probes import weights
from nnterm.trainer.probes.decision_map import MapProbe
from nnterm.trainer.probes.gradients import GradientHistory
from nnterm.trainer.probes.images.features import features_of
from nnterm.trainer.probes.images.fooled import fooled_of
from nnterm.trainer.probes.images.own_digit import digit_of
from nnterm.trainer.probes.network import NetworkProbe
from nnterm.trainer.probes.rows.judging import Judged, judge
from nnterm.trainer.probes.rows.mistakes import confusion_of, mistakes_of
from nnterm.trainer.probes.rows.pairs import pairs_of
from nnterm.trainer.probes.rows.regression_fit import fit_of
from nnterm.trainer.probes.rows.scores import scores_of
from nnterm.trainer.probes.subject import Subject
from nnterm.trainer.probes.tokens.attention import attention_of
from nnterm.trainer.probes.tokens.embedding import embedding_of
from nnterm.trainer.probes.tokens.generated_text import generated_text
from nnterm.trainer.probes.tokens.sentences import sentence_of


class Inspector:
    """Looks inside the model of one run, whichever loop trains it."""

    def __init__(self, command: StartRun, parts: Parts, checkpoints: Checkpoints) -> None:
        """`checkpoints` are the states of the run, for questions about more than one epoch."""
        self._command = command
        self._run_id = command.run_id
        self._dataset = command.dataset
        self._parts = parts
        self._checkpoints = checkpoints
        self._gradients: GradientHistory | None = None
        self._raw: Parts | None = None
        self._reader: Reader | None = None
        self._judged: tuple[Any, Judged] | None = None

    def answer(self, loop: Loop, question: InspectionRequest, epoch: int) -> InspectionResult:
        """The answer of the model as it is now, after `epoch` epochs; NotInspected where there is none."""
        began = time.perf_counter()
        try:
            loop.settle()
            found = self._answer(Subject(self._run_id, self._dataset, self._parts, loop, epoch), question)
            return replace(found, seconds=round(time.perf_counter() - began, 4))
        except FAILURES as error:
            failure: NntermError = explained(error, self._command.hyperparameters)
            return NotInspected(run_id=self._run_id, epoch=epoch, message=failure.message, remedy=failure.remedy)

    def _answer(self, subject: Subject, question: InspectionRequest) -> InspectionResult:
        match question:
            case InspectMap():
                return self._map(subject)
            case InspectWeights():
                return self._weights(subject, question.layer)
            case InspectFit():
                return fit_of(subject, question)
            case InspectConfusion():
                return confusion_of(subject, self._judge(subject, question))
            case InspectScores():
                return scores_of(subject, self._judge(subject, question), question)
            case InspectMistakes():
                return mistakes_of(subject, self._judge(subject, question), question, self._rows())
            case InspectFeatures():
                return features_of(subject, question)
            case InspectDigit():
                return digit_of(subject, question)
            case InspectSentence():
                return sentence_of(subject, self._reader_of_texts(), question.text)
            case InspectNetwork():
                return NetworkProbe(subject, question).compute()
            case InspectEmbedding():
                return embedding_of(subject, self._reader_of_texts(), question)
            case InspectGeneratedText():
                return generated_text(subject, question)
            case InspectPairs():
                return pairs_of(subject, question)
            case InspectFooled():
                chosen = self._command.hyperparameters
                return fooled_of(subject, question, self._judge(subject, question), chosen)
            case InspectAttention():
                layers = self._command.hyperparameters.layers
                return attention_of(subject, self._token_names(), layers, question)
            case InspectGradients():
                return self._gradient_history().compute(subject.loop, subject.epoch)

    def _map(self, subject: Subject) -> MapComputed | NotInspected:
        if not self._parts.in_plane:
            message, remedy = "These data have no plane to draw.", "A map needs two features and classes."
            return NotInspected(run_id=self._run_id, epoch=subject.epoch, message=message, remedy=remedy)
        return MapProbe(subject.loop.predict, self._parts).compute(self._run_id, subject.epoch)

    def _weights(self, subject: Subject, wanted: int) -> WeightsShown:
        layers = weights.layers_with_weights(subject.loop.model)
        number = min(wanted, len(layers) - 1)
        layer = layers[number]
        is_first = number == 0 and catalog.is_image(self._dataset)
        return WeightsShown(
            run_id=self._run_id,
            epoch=subject.epoch,
            layer=number,
            layers=[type(layer).__name__ for layer in layers],
            arrays=weights.arrays_of(layer),
            tiles=weights.tiles_of(layer, catalog.entry(self._dataset).shape if is_first else None),
            units=weights.units_of(layer),
            inputs=weights.maps_into(layer),
        )

    def _gradient_history(self) -> GradientHistory:
        """What is known of the gradients of the run, from the first question on."""
        if self._gradients is None:
            chosen = self._command.hyperparameters
            self._gradients = GradientHistory(self._run_id, self._dataset, self._parts, chosen, self._checkpoints)
        return self._gradients

    def _reader_of_texts(self) -> Reader:
        """What reads texts as the data set does, made when it is first needed. Raises DatasetError without texts."""
        if self._reader is None:
            if not catalog.is_text(self._dataset):
                raise DatasetError("These data are no texts.", "Open the panel where a row is a text.")
            self._reader = Reader(self._dataset, self._rows().train[0])
        return self._reader

    def _token_names(self) -> Callable[[int], str]:
        """What gives the word or letter of a token number. Raises DatasetError where a row has none."""
        names = catalog.entry(self._dataset).tokens
        return names.__getitem__ if names else self._reader_of_texts().token

    def _rows(self) -> Parts:
        """The rows as they were collected, read when they are first needed."""
        if self._raw is None:
            self._raw = raw(self._dataset, self._command.split)
        return self._raw

    def _judge(self, subject: Subject, wanted: InspectHeldOut) -> Judged:
        """The held-out rows and the answers to them, kept while the model stays as it is."""
        loop = subject.loop
        learnt = weights.values_of(loop.model.weights[-1]).tobytes()
        state = subject.epoch, loop.step, learnt, wanted.test
        if self._judged is None or self._judged[0] != state:
            self._judged = state, judge(loop, self._parts, test=wanted.test)
        return self._judged[1]
