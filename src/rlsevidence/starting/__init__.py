"""A workspace for another article and topic, from nothing: what is asked, the files that come of it, and their place."""
