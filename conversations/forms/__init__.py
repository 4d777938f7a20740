"""Forms: questions as data and a small pure engine that asks them; knows no plan, no case and no channel."""
