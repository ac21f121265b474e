"""What can be counted and combined across studies, and what cannot."""
