"""The command line: each command parses, calls one use case, draws the answer, and exits.

Commands import their use case when they run, so that nothing is loaded that
is not needed.
"""
