"""The database: users, inbox, outbox, dialogue state and records of answers."""
