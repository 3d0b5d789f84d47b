"""What several groups of tests share; found through `pythonpath` in pyproject.toml."""
