"""How Chinese text is prepared: folded, simplified, cut into sentences; numerals."""
