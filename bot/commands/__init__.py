"""What can be typed after ``allo-village``: one module a command, listed in ``bot.__main__``."""
