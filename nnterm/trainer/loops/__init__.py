"""How epochs are trained: the compiled TensorFlow loop and Keras's own fit, behind one protocol."""
