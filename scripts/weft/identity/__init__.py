"""Training the weights that matching scores with."""
