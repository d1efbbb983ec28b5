"""Fichiers: published tables as bytes, in every format, by batches of rows."""
