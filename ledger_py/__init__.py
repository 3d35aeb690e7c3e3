"""Auzolan: a ledger of a community's contributions, kept by the community itself."""

from ledger_py.elsewhere import Assertion, PasskeySigner, WalletSigner
from ledger_py.errors import AuzolanError, ContractError, contract_error
from ledger_py.models import Act, Attestation, Ballot, Contribution
from ledger_py.signers import LocalSigner, Signer
from ledger_py.typed_data import Domain, contribution_id, digest, from_json, summary

__all__ = [
    "Act",
    "Assertion",
    "Attestation",
    "AuzolanError",
    "Ballot",
    "ContractError",
    "Contribution",
    "Domain",
    "LocalSigner",
    "PasskeySigner",
    "Signer",
    "WalletSigner",
    "contract_error",
    "contribution_id",
    "digest",
    "from_json",
    "summary",
]
