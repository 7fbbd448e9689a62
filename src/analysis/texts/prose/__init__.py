"""How official prose speaks: its clauses, its words, its verbs, and what is said again."""
