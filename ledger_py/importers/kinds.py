"""The kinds of contribution of the all-contributors specification, and where we would put them.

Source of the kinds: allcontributors.org, emoji key (33 kinds). Groups and orientations are
a proposal of ours, for a community to begin with; the specification has none.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger_py.models import Orientation

_OBJECT, _COMMUNITY = Orientation.OBJECT, Orientation.COMMUNITY


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of contribution: its title, a group to put it in, what it is oriented to."""

    title: str
    group: str
    orientation: Orientation


KINDS: dict[str, Kind] = {
    "a11y": Kind("Accessibility", "design", _OBJECT),
    "audio": Kind("Audio", "writing", _OBJECT),
    "blog": Kind("Blog posts", "outreach", _COMMUNITY),
    "bug": Kind("Bug reports", "code", _OBJECT),
    "business": Kind("Business development", "coordination", _COMMUNITY),
    "code": Kind("Code", "code", _OBJECT),
    "content": Kind("Content", "writing", _OBJECT),
    "data": Kind("Data", "code", _OBJECT),
    "design": Kind("Design", "design", _OBJECT),
    "doc": Kind("Documentation", "writing", _OBJECT),
    "eventOrganizing": Kind("Organising events", "events", _COMMUNITY),
    "example": Kind("Examples", "writing", _OBJECT),
    "financial": Kind("Financial support", "coordination", _COMMUNITY),
    "fundingFinding": Kind("Finding funding", "coordination", _COMMUNITY),
    "ideas": Kind("Ideas and planning", "care", _COMMUNITY),
    "infra": Kind("Infrastructure", "code", _OBJECT),
    "maintenance": Kind("Maintenance", "code", _OBJECT),
    "mentoring": Kind("Mentoring", "care", _COMMUNITY),
    "platform": Kind("Packaging for platforms", "code", _OBJECT),
    "plugin": Kind("Plugins and libraries", "code", _OBJECT),
    "projectManagement": Kind("Project management", "coordination", _COMMUNITY),
    "promotion": Kind("Promotion", "outreach", _COMMUNITY),
    "question": Kind("Answering questions", "care", _COMMUNITY),
    "research": Kind("Research", "coordination", _COMMUNITY),
    "review": Kind("Review", "code", _OBJECT),
    "security": Kind("Security", "code", _OBJECT),
    "talk": Kind("Talks", "events", _COMMUNITY),
    "test": Kind("Tests", "code", _OBJECT),
    "tool": Kind("Tools", "code", _OBJECT),
    "translation": Kind("Translation", "writing", _OBJECT),
    "tutorial": Kind("Tutorials", "outreach", _COMMUNITY),
    "userTesting": Kind("User testing", "design", _OBJECT),
    "video": Kind("Videos", "outreach", _COMMUNITY),
}
