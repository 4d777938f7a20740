"""The bot: transports, worker, rendering, sending, settings and wiring. The only room that speaks Telegram."""
