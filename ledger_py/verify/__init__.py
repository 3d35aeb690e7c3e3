"""Checking a community without trusting whoever shows it: acts, figures, answers."""
