"""The numbers a model gives about its shape, typed and within reason."""

from assistant.errors import ModelFileError
from assistant.locales import _
from assistant.models.gguf import GGUFHeader
from assistant.models.wording import one_line

MAX_NUMBER = 1 << 32
"""No dimension, count or length of a model reaches this."""


class ModelKeys:
    """Metadata under the name of the architecture, as in `llama.block_count`.

    Every method raises `ModelFileError` when a value is not what it has to be.
    """

    def __init__(self, header: GGUFHeader, file_name: str) -> None:
        self._metadata = header.metadata
        self._file_name = one_line(file_name)
        architecture = header.metadata.get("general.architecture")
        if not isinstance(architecture, str) or not architecture:
            raise self.unusable(_("does not say which architecture it has"))
        self.architecture = architecture

    def required(self, name: str) -> int:
        """A number that every model of every architecture gives."""
        key = f"{self.architecture}.{name}"
        if key not in self._metadata:
            what = _("lacks {key}, without which llama.cpp cannot run it")
            raise self.unusable(what.format(key=one_line(key)))
        return self.optional(name, 0)

    def optional(self, name: str, default: int) -> int:
        """A number, or the default when the model does not give it."""
        key = f"{self.architecture}.{name}"
        return self._checked(key, self._metadata.get(key, default))

    def per_layer(self, name: str, layers: int, default: tuple[int, ...]) -> tuple[int, ...]:
        """One number for each layer; a model may give one for all of them."""
        key = f"{self.architecture}.{name}"
        value = self._metadata.get(key)
        if value is None:
            return default
        if not isinstance(value, tuple):
            return (self._checked(key, value),) * layers
        if len(value) != layers:
            what = _("has {count} numbers in {key} for {layers} layers")
            raise self.unusable(what.format(count=len(value), key=one_line(key), layers=layers))
        return tuple(self._checked(key, element) for element in value)

    def unusable(self, what: str, remedy: str = "") -> ModelFileError:
        """The error of a file that is whole but no model, from what it is or does."""
        return ModelFileError(
            _("{file} {what}. {remedy}").format(
                file=self._file_name, what=what, remedy=remedy or _("Download another model.")
            )
        )

    def _checked(self, key: str, value: object) -> int:
        if not isinstance(value, int) or not 0 <= value < MAX_NUMBER:
            what = _("has an impossible value for {key}")
            raise self.unusable(what.format(key=one_line(key)))
        return value
