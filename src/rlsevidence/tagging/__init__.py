"""Tagging records against claims: rules propose with their reasons, named people decide."""
