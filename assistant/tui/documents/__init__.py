"""Documents on the screen: cards and words."""
