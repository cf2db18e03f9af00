"""Properties of what is kept over time, against models that keep everything."""
