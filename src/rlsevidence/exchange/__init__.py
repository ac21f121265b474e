"""Records from other databases, in: PubMed's own files, RIS and CSV. What is known already is linked, never dropped."""
