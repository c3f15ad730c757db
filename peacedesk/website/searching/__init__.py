"""The search page with its filters, the suggestions while one types, and what is closest to a lost address."""
