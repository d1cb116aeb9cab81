"""Waits for a learner's program to import Keras, and has each of its trainings reported. Nothing is imported here."""

import functools
import importlib.util
import inspect
import os
import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from nnterm.exercise.fit_report import FitReport

MOST_FITS = 100
"""Trainings of one program that are reported: whoever calls `fit` in a loop without end is not followed for ever."""


class KerasHook(MetaPathFinder):
    """Finds nothing by itself: it waits for Keras, and lets the others find that."""

    def __init__(self, say: Callable[..., Any]) -> None:
        """`say` sends a message of a kind, with fields."""
        self._say = say
        self._pid = os.getpid()
        self._fits = 0
        self._is_training = False
        self.last_fit: dict[str, Any] | None = None
        """Epochs and batch size of the last training; None before the first."""

    def install(self) -> None:
        """Wait for the program's first import of Keras."""
        sys.meta_path.insert(0, self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """How the others find Keras, with its `fit` followed as soon as it is imported; None for all other modules."""
        if fullname != "keras":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is not None and spec.loader is not None:
            spec.loader = _Following(spec.loader, self._follow)
        return spec

    def _follow(self, keras: Any) -> None:
        """Have every `fit` of a model reported. What it does and gives back stays the same."""
        fit = getattr(getattr(keras, "Model", None), "fit", None)
        if fit is None:
            # Some other module of the learner's.
            return
        parameters = inspect.signature(fit)

        @functools.wraps(fit)
        def reported(model: Any, *args: Any, **kwargs: Any) -> Any:
            # A process that the program started has no report of its own, and a fit within a fit none either.
            if os.getpid() != self._pid or self._is_training or self._fits >= MOST_FITS:
                return fit(model, *args, **kwargs)
            try:
                given = parameters.bind(model, *args, **kwargs)
            except TypeError:
                # Keras's own words say best what is wrong.
                return fit(model, *args, **kwargs)
            asked = given.arguments
            self.last_fit = {"epochs": asked.get("epochs", 1), "batch_size": asked.get("batch_size") or 32}
            callbacks = asked.get("callbacks") or []
            if isinstance(callbacks, keras.callbacks.CallbackList):
                return fit(model, *args, **kwargs)
            own = list(callbacks) if isinstance(callbacks, list | tuple) else [callbacks]
            self._fits += 1
            report = FitReport(model, given.arguments, own, self._say)
            # The last one: what the learner's own have done by then is seen.
            given.arguments["callbacks"] = [*own, report.callback(keras)]
            self._is_training = True
            try:
                return fit(*given.args, **given.kwargs)
            finally:
                self._is_training = False
                report.end()

        keras.Model.fit = reported


class _Following(Loader):
    """Loads as `loader` does, and has `follow` see the module then."""

    def __init__(self, loader: Loader, follow: Callable[[ModuleType], None]) -> None:
        self._loader = loader
        self._follow_module = follow

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """As the loader does it."""
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Leave the module with its own loader, as if this one had never been."""
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        module.__loader__ = self._loader
        self._loader.exec_module(module)
        self._follow_module(module)
