"""How much an index depends on its choices: Monte Carlo, sensitivity, rank reversal."""
