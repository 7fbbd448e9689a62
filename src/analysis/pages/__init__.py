"""What notebooks show: one module a page."""
