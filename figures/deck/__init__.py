"""Jeu de diapositives: what each slide of a deck shows, and the two files that draw it, PPTX and PDF."""
