"""Contrat d’interface: the tables that the product accepts, declared once in `tables`."""
