"""What rows add up to: outcomes of votes, scores, the visibility gap, ties."""

from ledger_py.figures.explaining import Explanation, explanation
from ledger_py.figures.gaps import Gap, GapRow, visibility_gap
from ledger_py.figures.outcomes import Outcome, outcome
from ledger_py.figures.scoring import (
    GroupTotal,
    MemberScore,
    Scores,
    TypeTotal,
    member_score,
    scores,
)
from ledger_py.figures.ties import TiesOf, ties

__all__ = [
    "Explanation",
    "Gap",
    "GapRow",
    "GroupTotal",
    "MemberScore",
    "Outcome",
    "Scores",
    "TiesOf",
    "TypeTotal",
    "explanation",
    "member_score",
    "outcome",
    "scores",
    "ties",
    "visibility_gap",
]
