"""Tests of the FACTOR integration."""
