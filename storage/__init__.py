"""The database: users, inbox, outbox, drafts of forms, files and records of answers."""
