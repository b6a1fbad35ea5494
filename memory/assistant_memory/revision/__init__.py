"""What a new memory does to those that there are: says the same, takes a place, or neither."""
