"""Pictures: what Graphviz makes of a drawing, shown and saved."""
