"""Inforce: which text was in force, what changed, who was told."""
