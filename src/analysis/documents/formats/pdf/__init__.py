"""PDF and scans: positioned characters become lines."""
