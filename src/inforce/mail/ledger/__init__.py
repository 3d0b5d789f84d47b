"""The ledger: who was told what, and what became of it. Tables in `schema`, the file in `store`."""
