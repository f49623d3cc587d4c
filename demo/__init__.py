"""A broker, simulated printers and a real Home Assistant that shows them."""
