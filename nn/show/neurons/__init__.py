"""A network as neurons in columns, with its weights on the lines between them."""
