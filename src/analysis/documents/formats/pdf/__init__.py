"""PDF and scans: characters with their places become lines."""
