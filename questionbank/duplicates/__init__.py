"""The same question twice in the bank: found by likeness, decided by a person."""
