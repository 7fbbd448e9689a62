"""The Gibbs sampler of the measurement model: its steps, its chains, and whether they converged."""
