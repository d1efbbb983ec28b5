"""Réception des fichiers: any file an operator sends becomes safe to read, or is refused in French.

One way in, `receive`. The rest of the application never opens a file that did not come through it.
"""

from data.intake.incoming import Incoming, receive
from data.intake.refusal import FileRefused

__all__ = ["FileRefused", "Incoming", "receive"]
