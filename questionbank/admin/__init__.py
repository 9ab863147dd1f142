"""The trainer's pages about items, one subject a module; `viewsets.py` puts them together."""
