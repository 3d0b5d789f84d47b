"""Notices by e-mail: what is said, to whom, what became of it, and the proof."""
