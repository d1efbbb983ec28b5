"""Bancs de mesure: budgets and measures side by side; nothing is asserted."""
