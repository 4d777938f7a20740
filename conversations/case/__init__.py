"""What a case is shown as: its timeline and months as pictures, its deadlines for a calendar, its history, the year."""
