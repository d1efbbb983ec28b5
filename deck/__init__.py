"""Séance: a deck of slides as a value, in a link and in a file; it knows addresses and cards, never a page."""
