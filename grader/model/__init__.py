"""The nouns of the house: frozen values that every room may speak of."""
