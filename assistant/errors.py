"""Every error this program raises on purpose.

AssistantError                what happened and what to do, in one line, for the user
├── SettingsError             the configuration is wrong: the key, where it was set, the remedy
├── InputError                what was typed, piped in or asked for cannot be used
├── NotFoundError             a model, conversation or file that was named does not exist
├── StorageError              the data folder or the database cannot be read or written
│   └── DamageError           the database holds what nobody wrote; opening it saves the rest
├── StructuredError           a model did not write what a schema asks for
└── EngineError               the model could not load or run
    ├── ModelFileError        the file is not a model that can be used
    ├── OutOfMemoryError      the model or its context does not fit in this machine's memory
    ├── ContextOverflowError  the prompt is longer than the context
    └── EngineDiedError       the engine process ended; the next request starts a new one
"""


class AssistantError(Exception):
    """An expected failure whose message is fit to show the user."""


class SettingsError(AssistantError):
    """The user's configuration is wrong."""


class InputError(AssistantError):
    """What was typed or piped in cannot be used."""


class NotFoundError(AssistantError):
    """Something that was named does not exist."""


class StorageError(AssistantError):
    """The data folder or the database cannot be read or written."""


class DamageError(StorageError):
    """The database is damaged; when it is opened next, what can be read is saved."""


class StructuredError(AssistantError):
    """A model did not write what a schema asks for, in all its attempts."""


class EngineError(AssistantError):
    """The model could not load or run."""


class ModelFileError(EngineError):
    """The file is not a model that llama.cpp can use."""


class OutOfMemoryError(EngineError):
    """The model or its context does not fit in memory."""


class ContextOverflowError(EngineError):
    """The prompt is longer than the context."""


class EngineDiedError(EngineError):
    """The engine process ended; the next request starts a new one."""
