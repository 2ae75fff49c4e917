"""Performance gaps: how large, from what, whose doing, and what to talk about."""
