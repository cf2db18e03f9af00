"""Real reports, ready to send, and the scripts that make them from published figures."""
