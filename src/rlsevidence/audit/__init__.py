"""The document under review, weighed against the evidence."""
