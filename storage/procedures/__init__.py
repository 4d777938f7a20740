"""What each document makes of the events of a case: one file a document."""
