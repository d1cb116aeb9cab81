"""What is tried: experiments, hyperparameters, the wire protocol and the reading of a run. Pure Python."""
