"""The tables that pages share."""
