"""Hears nothing."""


class MicroVad:
    """Stands in for the detector of speech."""
