"""A question file's way in: received, read (the dry run), chosen from, written, or taken back.

Reading and writing happen in the background. What is written is what was looked at: the dry run
keeps each question as a row, and the writing takes the rows.
"""
