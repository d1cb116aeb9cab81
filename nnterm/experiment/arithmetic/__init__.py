"""Plain numbers to explore: activations, a small network, descent, filters. Keras is their oracle."""
