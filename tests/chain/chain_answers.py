"""Both sides of a world's story: what the contracts' views answer, and what the index answers."""

from itertools import product
from typing import Any

from ledger_py.calls import Place
from ledger_py.signers import LocalSigner
from ledger_py.store import Store
from ledger_py.typed_data import contribution_id
from ledger_py.verify import chain_says as chain
from ledger_py.verify import index_says as index
from ledger_py.verify.chain_says import Asked
from ledger_py.verify.views import Views
from tests.chain.wandering import Wanderer
from tests.chain.world import CHAIN_ID, OPEN_EPOCHS, UNCLAIMED, World


def chain_says(world: World, wanderer: Wanderer) -> dict[str, Any]:
    """Return all answers; the wanderer knows which contributions and keys to ask about."""
    ids = sorted({contribution_id(one) for one in wanderer.contributions})
    views = Views(world.node, Place(CHAIN_ID, world.community, world.assembly))
    return chain.chain_says(views, _asked(wanderer.keys, ids))


def index_says(world: World, store: Store, keys: list[LocalSigner]) -> dict[str, Any]:
    """Return what the index holds about the world's community, in the views' shapes."""
    return index.index_says(store, world.community, _asked(keys, []))


def _asked(keys: list[LocalSigner], ids: list[bytes]) -> Asked:
    signers = [key.signer for key in keys]
    return Asked(signers, list(product(UNCLAIMED, signers)), ids, OPEN_EPOCHS)
