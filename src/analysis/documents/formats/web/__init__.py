"""HTML and saved web pages (MHT)."""
