"""The gateway: JSON under /v1, pages for people, and the door through which signed acts come in."""
