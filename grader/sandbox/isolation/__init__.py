"""How strongly a child is shut off from the machine: tiers, and the filter programs they use."""
