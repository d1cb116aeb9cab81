"""Panels that draw images: mistakes, feature maps, a digit drawn by hand, one that fools."""
