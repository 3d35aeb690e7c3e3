"""Write the reference pages and tell which of them changed."""

from scripts.reference import write

print(", ".join(write()) or "unchanged")
