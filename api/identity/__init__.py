"""Who calls: signing in by what people have, sessions of browsers, tokens of tools.

None of this signs an act for a member with a key of their own; for managed members, whose keys are
kept here, it decides who may have them used.
"""
