"""Models that make one vector or one score of a whole text: embedders and rerankers."""
