"""What a clause says of a figure: whose it is, what they do, what is counted, what restricts it."""
