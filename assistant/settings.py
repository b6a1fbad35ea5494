"""What the user may configure. Each field's docstring is its page in the manual."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Probability = Annotated[float, Field(ge=0.0, le=1.0)]


class Section(BaseModel):
    """A table of the settings file; frozen, and strict about names."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        ser_json_inf_nan="constants",  # a logit bias may be -inf
    )


class Sampling(Section):
    """How the next token is chosen. Stages run in the order of these fields."""

    logit_bias: dict[int, float] = Field(default_factory=dict[int, float])
    """Added to a token's logit, by token id; -inf forbids the token."""
    repeat_penalty: Annotated[float, Field(ge=0.0, le=10.0)] = 1.05
    """Divides the logits of recent tokens; 1 is off."""
    frequency_penalty: Annotated[float, Field(ge=-2.0, le=2.0)] = 0.0
    """Subtracted for each time a recent token occurred; 0 is off."""
    presence_penalty: Annotated[float, Field(ge=-2.0, le=2.0)] = 0.0
    """Subtracted once if a recent token occurred; 0 is off."""
    penalty_last_tokens: Annotated[int, Field(ge=-1, le=1_000_000)] = 64
    """How many recent tokens the penalties look at; -1 is the whole context, 0 none."""
    dry_multiplier: Annotated[float, Field(ge=0.0, le=10.0)] = 0.0
    """Strength of the DRY penalty on repeated sequences; 0 is off."""
    dry_base: Annotated[float, Field(ge=1.0, le=10.0)] = 1.75
    """Base of DRY's exponential growth."""
    dry_allowed_length: Annotated[int, Field(ge=1, le=1_000)] = 2
    """Longest repetition, in tokens, that DRY leaves alone."""
    dry_last_tokens: Annotated[int, Field(ge=-1, le=1_000_000)] = -1
    """How many recent tokens DRY looks at; -1 is the whole context."""
    dry_sequence_breakers: tuple[str, ...] = ("\n", ":", '"', "*")
    """Texts over which DRY sees no repetition."""
    top_k: Annotated[int, Field(ge=0, le=1_000_000)] = 40
    """Keep the k likeliest tokens; 0 is off."""
    typical_p: Probability = 1.0
    """Keep locally typical tokens up to this mass; 1 is off."""
    top_p: Probability = 0.95
    """Keep the likeliest tokens up to this mass; 1 is off."""
    min_p: Probability = 0.1
    """Drop tokens less likely than this share of the likeliest; 0 is off."""
    xtc_probability: Probability = 0.0
    """How often XTC removes the top choices; 0 is off."""
    xtc_threshold: Probability = 0.1
    """XTC removes tokens above this probability, but the least likely of them; above 0.5 is off."""
    temperature: Annotated[float, Field(ge=0.0, le=10.0)] = 0.4
    """Below 1 sharpens, above 1 flattens; 0 always takes the likeliest token."""
    mirostat: Literal[0, 1, 2] = 0
    """Version of Mirostat, which then replaces the stages from top-k to XTC; 0 is off."""
    mirostat_tau: Annotated[float, Field(ge=0.0, le=100.0)] = 5.0
    """Mirostat's target surprise, in bits."""
    mirostat_eta: Annotated[float, Field(ge=0.0, le=1.0)] = 0.1
    """Mirostat's learning rate."""
    seed: Annotated[int, Field(ge=0, le=4_294_967_294)] | None = None
    """Same seed, prompt and parameters: same tokens. Chosen anew for each reply when absent."""
    stop: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """Texts that end the reply; they are not part of it."""


class ModelSettings(Section):
    """Which model answers, and how it runs."""

    name: str = "default"
    """`default` (the built-in SmolLM2-135M-Instruct), the name of a GGUF file in the `models`
    folder of the data folder, or a path to one."""
    context_tokens: Annotated[int, Field(ge=256, le=16_777_216)] | None = None
    """Size of the context; absent: what the model was trained for, at most 8,192."""
    gpu_layers: Annotated[int, Field(ge=0, le=10_000)] | None = None
    """Layers on the GPU; absent: as many as fit its free memory."""
    threads: Annotated[int, Field(ge=1, le=1_024)] | None = None
    """CPU threads; absent: measured the first time a model is used, then remembered."""
    system_prompt: str = ""
    """What the model is told first. Empty: what its template says by itself."""
    max_reply_tokens: Annotated[int, Field(ge=1, le=16_777_216)] = 2048
    """Tokens in a reply at most; fewer if the context is full before."""


class InterfaceSettings(Section):
    """How the chat looks and behaves."""

    language: Literal["system", "en", "ko"] = "system"
    """Language of the interface: `en`, `ko`, or `system`, which follows the locale (`LC_ALL`,
    `LC_MESSAGES`, `LANG`)."""
    theme: str = "glassbox-dark"
    """`glassbox-dark`, `glassbox-light`, or a theme that Textual knows."""
    show_reasoning: bool = False
    """Show a model's reasoning opened instead of collapsed."""
    notify: Literal["desktop", "bell", "off"] = "desktop"
    """How to call you when a long reply ends while you are in another window: the terminal's own
    notification and bell, the bell alone, or not at all."""
    mouse: bool = True
    """Whether the chat uses the mouse. Without it the terminal's own selection works; holding Shift
    while dragging does the same in most terminals, and `/mouse` changes it for the moment."""


class EngineSettings(Section):
    """What stands behind the chat."""

    kind: Literal["worker", "scripted"] = "worker"
    """`worker`: llama.cpp in a process of its own. `scripted`: replies from a script, for
    demonstrations and tests; no model is loaded."""
    script: str | None = None
    """JSON file of scripted replies; absent: the built-in demonstration."""
    saved_states_megabytes: Annotated[int, Field(ge=0, le=1_000_000)] = 2048
    """Disk space for what the model has read of long conversations, so that they go on at once
    after a restart; what was not used for longest makes room. 0 keeps nothing."""


class MemorySettings(Section):
    """What is remembered between conversations."""

    recall: bool = True
    """Whether an answer may draw on what is remembered and on past conversations."""
    keep_conversations: bool = True
    """Whether past conversations can be recalled; they are found by searching all the same."""
    extraction: Literal["ask", "auto", "off"] = "ask"
    """What becomes of things that you say and that seem worth remembering: `ask` proposes them
    above the prompt, `auto` keeps them and tells you, `off` does not look for any."""
    wait_milliseconds: Annotated[int, Field(ge=0, le=60_000)] = 300
    """An answer waits so long for what is recalled; then it does without."""
    embedder: str = "built-in"
    """What texts are compared by: `built-in`, the name of a GGUF embedding model in the `models`
    folder of the data folder, or a path to one. After a change everything is indexed again."""
    reranker: str = "off"
    """What reads the best finds again, in the time there is: `off`, `chat` (the chat model is asked
    for yes or no), the name of a GGUF reranker in the `models` folder, or a path to one."""


class DocumentSettings(Section):
    """How files are read as documents."""

    max_file_megabytes: Annotated[int, Field(ge=1, le=2_000)] = 64
    """Files that are larger are left out, and it is told."""


class Settings(Section):
    """All settings; one immutable value, read once and passed down."""

    model: ModelSettings = ModelSettings()
    sampling: Sampling = Sampling()
    interface: InterfaceSettings = InterfaceSettings()
    engine: EngineSettings = EngineSettings()
    memory: MemorySettings = MemorySettings()
    documents: DocumentSettings = DocumentSettings()
    keys: dict[str, str] = Field(default_factory=dict[str, str])
    """Key bindings that differ from the defaults: action name = "key,key". `F1` lists the names."""
