"""Readers of what communities recorded elsewhere."""
