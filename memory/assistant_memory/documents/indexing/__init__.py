"""Files found, read, cut and made searchable."""
