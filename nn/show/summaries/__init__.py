"""A network as a table: output shapes, parameters, multiply-adds."""
