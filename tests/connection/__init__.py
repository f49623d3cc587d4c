"""Tests of how bytes travel, against a real mosquitto."""
