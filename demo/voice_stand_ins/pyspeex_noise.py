"""Cleans nothing."""


class AudioProcessor:
    """Stands in for the filter of noise."""
