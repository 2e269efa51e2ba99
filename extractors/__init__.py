"""What we look for: one rule file and one reader per kind of fact, composed by spaCy."""
