"""Word formats: DOCX, DOC, WPS, RTF."""
