"""What runs beside requests: events of the audit log get their places, ends of embargoes are noticed, jobs done."""
