"""What the calls of a proposal do, each in words, in Spanish."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ledger_py import proposals
from ledger_py.models import Activity, Call, Kind, Rules, Target
from ledger_py.proposals import FOR_EVER
from ledger_py.summaries.spanish.words import day, lasting, name, percent, told_signer
from ledger_py.summaries.spanish.work import told_activity, told_cap
from ledger_py.summaries.words import Names
from ledger_py.units import fixed

_CONTRACTS = {Target.RECORD: "su registro", Target.ASSEMBLY: "su asamblea"}
_KINDS = {Kind.RATES: "tasas", Kind.SHARES: "partes"}


def told_call(call: Call, names: Names) -> str:
    """What a call does; said plainly where we do not know."""
    found = proposals.read(call)
    if found is not None:
        return TELL[found.name](names, **found.values)
    known = call.to in set(Target)
    where = _CONTRACTS[Target(call.to)] if known else f"ningún contrato ({call.to})"
    return f"hace una llamada de {where} que no sabemos decir en palabras: 0x{call.data.hex()}"


def told_kind(kind: int) -> str:
    """An indicator's kind by its word."""
    return _KINDS[Kind(kind)] if kind in set(Kind) else str(kind)


def told_retention(retention: Sequence[int]) -> str:
    """What is kept of the epochs before, in words."""
    kept = ", ".join(f"{fixed(of)} %" for of in retention)
    return f"que guarda {kept} de las épocas anteriores" if kept else "que no guarda nada anterior"


def _rules(names: Names, rules: Rules) -> str:
    said = [
        f"las épocas toman aportaciones durante {lasting(rules.late_window)} tras su fin",
        f"impugnaciones durante {lasting(rules.contest_window)} más",
        f"una impugnación caduca a los {lasting(rules.contest_time)}",
        f"una recuperación espera {lasting(rules.recovery_wait)}",
        f"una reclamación {lasting(rules.claim_wait)}",
        f"una votación se anuncia {lasting(rules.notice)} antes",
        f"está abierta {lasting(rules.voting_time)}",
        f"y lo aprobado espera {lasting(rules.delay)}, como mínimo",
        f"{rules.admission_cap} pueden unirse en una época",
        f"el quórum es el {percent(rules.quorum)} de quienes pueden votar",
        f"{rules.sponsors} miembros admiten a alguien"
        if rules.sponsors
        else "solo los responsables admiten",
        f"un miembro está inactivo tras {rules.dormant_after} épocas"
        if rules.dormant_after
        else "nadie pasa a inactivo",
        f"un miembro impugna hasta {rules.contest_limit} veces en una época",
        f"los miembros gestionados {'pueden' if rules.managed_may_vote else 'no pueden'} votar",
    ]
    return f"fija estas reglas: {', '.join(said)}"


def _steward(names: Names, member: int, appointed: bool) -> str:
    who = name(names, "member", member)
    return f"hace responsable a {who}" if appointed else f"acaba con que {who} sea responsable"


def _suspension(names: Names, member: int, until: int) -> str:
    who = name(names, "member", member)
    if until == 0:
        return f"levanta la suspensión de {who}"
    if until == FOR_EVER:
        return f"expulsa a {who}: suspensión hasta que una votación la levante"
    return f"suspende a {who} hasta {day(until)}"


def _recovery(names: Names, member: int, granted: bool) -> str:
    said = "concede" if granted else "niega"
    return f"{said} la recuperación de {name(names, 'member', member)}, a la que se opuso"


def _claim(names: Names, member: int, signer: bytes) -> str:
    who = name(names, "member", member)
    return f"decide que quien dice ser {who} con {told_signer(signer)} es esa persona"


def _group(names: Names, document: bytes) -> str:
    return f"define un grupo por el documento 0x{document.hex()}"


def _activity(names: Names, activity: Activity) -> str:
    return told_activity(activity, names)


def _terms(
    names: Names, activity: int, required: int, cap: int, until: int, document: bytes
) -> str:
    end = f", sin vigor desde {name(names, 'epoch', until)}" if until else ""
    return (
        f"revisa {name(names, 'activity', activity)} desde la próxima época: {told_cap(cap)},"
        f" aceptado con {required} atestaciones{end}, por el documento 0x{document.hex()}"
    )


def _epochs(names: Names, ends: tuple[int, ...]) -> str:
    return f"anota épocas que acaban el {', '.join(map(day, ends)) or 'nunca'}"


def _hand_over(names: Names) -> str:
    return (
        "queda entregada a sus votaciones, para siempre: entonces los responsables ya no definen"
        " nada, y solo las propuestas aprobadas cambian sus reglas, cargos, tipos, grupos e"
        " indicadores"
    )


def _indicator(
    names: Names, kind: int, retention: tuple[int, ...], until: int, document: bytes
) -> str:
    end = f", hasta que empiece {name(names, 'epoch', until)}" if until else ""
    return (
        f"define un indicador de clase {told_kind(kind)}, {told_retention(retention)}{end},"
        f" por el documento 0x{document.hex()}"
    )


def _revision(names: Names, indicator: int, retention: tuple[int, ...], document: bytes) -> str:
    return (
        f"define de nuevo {name(names, 'indicator', indicator)} desde la próxima época,"
        f" {told_retention(retention)}, por el documento 0x{document.hex()}"
    )


def _sunset(names: Names, indicator: int, until: int) -> str:
    which = name(names, "indicator", indicator)
    if until == 0:
        return f"deja que {which} siga sin fin"
    return f"acaba con {which}, que no dice nada desde {name(names, 'epoch', until)}"


def _vote(names: Names, indicator: int, from_: int, notice: int, duration: int) -> str:
    start = f", en vigor desde {name(names, 'epoch', from_)}" if from_ else ""
    return (
        f"abre una votación sobre los pesos de {name(names, 'indicator', indicator)}{start},"
        f" {lasting(notice)} después de ejecutarse esto, durante {lasting(duration)}"
    )


TELL: dict[str, Callable[..., str]] = {
    "decideRules": _rules,
    "decideSteward": _steward,
    "decideSuspension": _suspension,
    "decideRecovery": _recovery,
    "decideClaim": _claim,
    "decideGroup": _group,
    "decideActivity": _activity,
    "decideTerms": _terms,
    "decideEpochs": _epochs,
    "handOver": _hand_over,
    "decideIndicator": _indicator,
    "decideRevision": _revision,
    "decideSunset": _sunset,
    "decideVote": _vote,
}
