"""How epochs are trained: the compiled TensorFlow loop and Keras's own fit, with one protocol."""
