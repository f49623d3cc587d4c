"""Tests of what it means."""
