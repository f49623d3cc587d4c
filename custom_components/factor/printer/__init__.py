"""What it means: the picture of a printer, and what it can be told.

Pure Python. Imports `protocol` and nothing else of this integration.
"""
