"""The pure core: text and dates in, frozen values out. No file, clock, network or environment."""
