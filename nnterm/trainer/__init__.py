"""What trains: the child process, and the only importer of Keras, TensorFlow and scikit-learn."""
