"""French spaces."""

import pytest

from typography import spaced


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ("« oui » : 3 % ; non ?", "«\u00a0oui\u00a0»\u00a0: 3\u202f% ; non\u202f?".replace("% ;", "%\u202f;")),
        ("rien à changer", "rien à changer"),
        ("https://x : y", "https://x\u00a0: y"),
    ],
)
def test_spaces_do_not_break(plain, expected):
    assert spaced(plain) == expected
    assert spaced(expected) == expected
