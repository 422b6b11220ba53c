"""The languages' data, one folder each, and the command that trains their classifiers."""
