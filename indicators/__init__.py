"""Indicateurs: pure numbers. Counts that passed the disclosure door come in, a new result frame goes out."""
