"""What must hold whatever goes wrong around the integration, with figures."""
