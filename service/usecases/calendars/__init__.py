"""Calendars of days of rest: where they come from, and how this service learns and knows them."""
