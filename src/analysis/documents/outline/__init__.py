"""The sections of a report: headings and the role of each part."""
