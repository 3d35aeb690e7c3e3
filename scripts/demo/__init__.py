"""The demonstration: a real community's public record, loaded as a real community would load it."""
