"""Figures: pure drawing and wording. A result frame comes in; plain dicts in Plotly's schema and French text go out."""
