"""What a column can hold."""

Value = str | int | float | bytes | None
