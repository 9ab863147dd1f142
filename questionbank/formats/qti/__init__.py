"""QTI 1.2, 2.1 (with 2.2) and 3.0, the standard for questions: files and packages. Pure."""
