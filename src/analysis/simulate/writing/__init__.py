"""How a fictional report is written: its style, outline and sentences, and the file it lies in."""
