"""Evaluating every customer in one go and writing the result back as traits."""
