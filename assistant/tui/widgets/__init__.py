"""The parts of the screens, one widget for each file."""
