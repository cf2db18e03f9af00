"""What runs beside requests: giving the events of the audit log their places."""
