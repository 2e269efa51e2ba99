"""What we know: the types that flow, site profiles, gazetteers, samples and gold. Imports the standard library only."""
