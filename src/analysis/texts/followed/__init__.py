"""What a report promises or admits, followed to the next report of the same county."""
