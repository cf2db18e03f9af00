"""What is kept: rows, the unit of work that writes them, and the reads; SQLAlchemy Core on PostgreSQL and SQLite."""
