"""The one way a command ends early."""


class CommandError(Exception):
    """One clear sentence for the person who typed the command: what is wrong and what to do about it."""
