"""What we do: one module a stage, and the command line over them."""
