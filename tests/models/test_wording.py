import pytest

from assistant.models import readable_size
from assistant.models.wording import one_line, readable_share


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, "0 bytes"), (999, "999 bytes"), (98_362_432, "98.4 MB"), (3_100_000_000, "3.1 GB")],
)
def test_sizes_are_told_in_decimal_units(count, told):
    assert readable_size(count) == told


def test_a_share_is_told_in_one_unit():
    assert readable_share(41_200_000, 98_362_432) == "41.2 of 98.4 MB"
    assert readable_share(10, 200) == "10 of 200 bytes"


def test_a_text_from_a_file_becomes_one_short_harmless_line():
    assert one_line("a\n\tb\x1b[31m") == "a b␛[31m"
    assert len(one_line("x" * 1_000)) == 120
