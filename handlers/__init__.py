"""One conversation turn: text in, reply out; pure, knows no channel."""
