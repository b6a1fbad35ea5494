"""What can cross the pipe to the engine process."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value that can cross the pipe; unknown fields are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants")
