"""What is known, written out for people and other programs."""
