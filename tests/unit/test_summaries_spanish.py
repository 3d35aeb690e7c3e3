"""What is told in Spanish is all that is told in English: acts, decisions, every number."""

import re

import pytest

from ledger_py import models, proposals
from ledger_py.models import Act, Call
from ledger_py.summaries import decisions, spanish, summary
from ledger_py.summaries.spanish import decisions as decisiones
from ledger_py.summaries.spanish.words import day, lasting, name
from ledger_py.typed_data import ACTS
from tests.unit.test_summaries import NAMES, SAID
from tests.unit.test_summaries_decisions import DECIDED

ENGLISH = re.compile(
    r"\b(the|and|with|member|epoch|vote|records|days?|hours?|minutes?|seconds?|for|from|that|of)\b"
)
NUMBER = re.compile(r"0x[0-9a-f]+|\d+(?:\.\d+)?")


def acts() -> list[Act]:
    return [act for act, _ in SAID]


def test_every_act__has_a_sentence() -> None:
    assert spanish.TELL.keys() == {type(act) for act in acts()} == set(ACTS) | {models.Invite}
    assert decisiones.TELL.keys() == set(proposals.DECISIONS)


@pytest.mark.parametrize("act", acts(), ids=lambda act: type(act).__name__)
def test_summary__in_spanish__tells_every_number_of_the_english_one(act: Act) -> None:
    told, said = summary(act, NAMES), summary(act, NAMES, "es")
    assert told != said
    assert sorted(NUMBER.findall(said)) == sorted(NUMBER.findall(told))
    assert said.endswith(".")


@pytest.mark.parametrize("act", acts(), ids=lambda act: type(act).__name__)
def test_summary__in_spanish__has_no_english_word(act: Act) -> None:
    assert not ENGLISH.search(summary(act, {}, "es"))


@pytest.mark.parametrize("call", [call for call, _ in DECIDED])
def test_decision__in_spanish__tells_every_number_of_the_english_one(call: Call) -> None:
    told, said = decisions.told_call(call, NAMES), decisiones.told_call(call, NAMES)
    assert told != said
    assert sorted(NUMBER.findall(said)) == sorted(NUMBER.findall(told))
    assert not ENGLISH.search(decisiones.told_call(call, {}))


def test_name__of_what_has_none__is_its_number() -> None:
    assert name({}, "activity", 3) == "tipo de actividad 3"
    assert name({("member", 3): "member 3"}, "member", 3) == "miembro 3"
    assert name({("epoch", 4): "epoch 4 (2026)"}, "epoch", 4) == "época 4 (2026)"
    assert name({("member", 3): "Ane"}, "member", 3) == "Ane"


def test_times__are_told_in_words() -> None:
    assert lasting(90_061) == "1 día 1 hora 1 minuto 1 segundo"
    assert lasting(2 * 86_400) == "2 días"
    assert day(0) == "1970-01-01 00:00 UTC"
