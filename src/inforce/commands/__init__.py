"""One verb a file: each gathers, checks and acts, and returns a frozen report. Nothing here prints or asks the date."""
