"""The history of the schema, run by Alembic. A revision is never edited once released."""
