"""Imports: from an operator's file to rows that a release can carry, or to a report that says how to mend it."""
