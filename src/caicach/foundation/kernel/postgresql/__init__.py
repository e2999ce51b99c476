"""Django's PostgreSQL backend that starts the embedded server when no database is named."""
