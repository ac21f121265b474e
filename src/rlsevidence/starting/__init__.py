"""A workspace for another article and topic, from nothing: questions, the files that come of it, and their place."""
