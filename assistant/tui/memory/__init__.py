"""The memory on the screen: its list, its details, and forgetting for good."""
