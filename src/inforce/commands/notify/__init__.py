"""The verbs of `inforce notify`: what is due, previewed, frozen, sent, and proved. One verb a file."""
