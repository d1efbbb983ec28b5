import math

from figures.measure import KILOMETRES, MEASURES, MINUTES
from filters import MEASURES as CODES


def test_every_measure_of_the_address_has_its_words():
    assert tuple(MEASURES) == CODES and not KILOMETRES.is_time and MINUTES.is_time


def test_values_are_written_in_their_unit():
    assert (KILOMETRES.up_to(20), MINUTES.up_to(20)) == ("20\u00a0km", "20\u00a0min")
    assert (KILOMETRES.written(6.14), MINUTES.written(6.5)) == ("6,1\u00a0km", "6\u00a0min")
    assert KILOMETRES.written(0.04) == MINUTES.written(0) == "sur place"
    assert (KILOMETRES.written(math.inf), KILOMETRES.written(math.nan)) == ("aucun", "n.d.")
    assert (MINUTES.written(math.inf, "aucun lieu", "—"), MINUTES.written(math.nan, "aucun lieu", "—")) == (
        "aucun lieu",
        "—",
    )
