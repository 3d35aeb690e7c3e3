"""What some settings have to look like: origins, networks, limits."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

NO_LIMIT = "none"
_LIMIT = re.compile(r"[1-9]\d{0,8}/(second|minute|hour|day)")
_HOST = re.compile(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]")


def origin(text: str) -> str:
    """An origin, as browsers write it: scheme, name, and the port if it is an unusual one."""
    found = re.fullmatch(r"(https?)://([^/?#@\s]+?)(?::(\d{1,5}))?/?", text)
    if not found or not _HOST.fullmatch(found[2]):
        raise ValueError("give http(s)://NAME, with a port if need be, and nothing after it")
    usual = {"http": "80", "https": "443"}[found[1]]
    port = f":{found[3]}" if found[3] and found[3] != usual else ""
    return f"{found[1]}://{found[2].lower()}{port}"


def host_of(address: str) -> str:
    """The name in an origin."""
    return urlsplit(address).hostname or ""


def network(text: str) -> str:
    """An address, or a network in the form 10.0.0.0/8."""
    try:
        return str(ipaddress.ip_network(text))
    except ValueError:
        raise ValueError(f"{text} is no address and no network") from None


def limit(text: str) -> str:
    """How often in what time, or that there is no limit."""
    if text != NO_LIMIT and not _LIMIT.fullmatch(text):
        raise ValueError("give a number and second, minute, hour or day, as 600/minute, or none")
    return text
