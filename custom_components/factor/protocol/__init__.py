"""What is said: the FACTOR plugin's topics, messages and commands.

Pure Python. Nothing here imports Home Assistant, a transport or the meaning
that `printer` gives to what is said.
"""
