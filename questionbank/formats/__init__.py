"""Question files: one module a format, each reading and writing the same plain items. No Django.

A reader takes bytes and gives a `Reading`: every question of the file is in it, taken or refused
with its place and reason. A writer takes items and gives bytes, and a `Loss` for what the format
can't hold. Texts are the little HTML of `questionbank.markup`'s allow-list, pictures and tables
included where a format has them.
"""
