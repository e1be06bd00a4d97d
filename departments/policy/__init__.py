"""What a policy pack holds, how it is checked and compared. No Django, no clock, no database."""
