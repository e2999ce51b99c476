"""Rules of units: periods, paths of the tree, names in documents, checks of reference data."""
