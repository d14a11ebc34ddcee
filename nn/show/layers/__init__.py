"""A network as boxes, one for each layer, along the flow of data."""
