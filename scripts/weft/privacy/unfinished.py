"""Erasures that were begun and not ended: whoever writes to the warehouse next ends them first."""

from pathlib import Path

from weft.pipeline.ledger import Ledger
from weft.settings import Warehouse


def finish_erasures(warehouse: Warehouse, ledger: Ledger) -> list[Path]:
    """Carry every erasure that was begun to its end; give the certificates."""
    if all(erasure.finished_at for erasure in ledger.erasures()):
        return []
    # Takes time to import, and there is seldom anything to do.
    from weft.privacy.erase import finish

    return finish(warehouse, ledger)
