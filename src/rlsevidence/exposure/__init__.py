"""The substance under study, where there is one: its amounts, its forms, and what authorities say of them."""
