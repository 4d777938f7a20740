"""Dialogues: an event and a state go in, replies and a new state come out. Free of Telegram."""
