"""Territoire: the areas of the service and the shipped geometry. Pure; `data/sources/geo.py` rebuilds its files."""
