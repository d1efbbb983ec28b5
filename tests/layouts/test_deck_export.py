"""The buttons of a deck's files carry its link, and their names say what they give."""

import re

from layouts.deck_export import deck_export


def test_the_link_stands_beside_its_buttons():
    box = deck_export('1~Séance "essai"~map!t.R76**Dit.')
    assert 'data-deck="1~Séance &quot;essai&quot;~map!t.R76**Dit."' in box
    assert re.findall(r'data-deck-file="(\w+)"', box) == ["pptx", "pdf"]
    assert re.findall(r'aria-label="Télécharger la séance en (\w+)"', box) == ["PPTX", "PDF"]
    assert re.search(r'role="status"></span><button type="button" class="control hidden" data-deck-cancel', box)
