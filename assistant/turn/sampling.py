"""Sampling parameters of one conversation."""

from collections.abc import Mapping

from pydantic import ValidationError

from assistant.errors import SettingsError
from assistant.locales import _
from assistant.settings import Sampling


def sampling_with(sampling: Sampling, changes: Mapping[str, object]) -> Sampling:
    """Return the settings' sampling with a conversation's changes; raises `SettingsError`."""
    try:
        return Sampling.model_validate({**sampling.model_dump(), **changes})
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}"
            for problem in error.errors(include_url=False)
        )
        raise SettingsError(
            _("{problems}. `/params` shows the names and values.").format(problems=problems)
        ) from error
