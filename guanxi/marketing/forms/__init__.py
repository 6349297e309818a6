"""Shapes of input, of pages and of files."""
