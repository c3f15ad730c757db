"""The editorial desk on Django's admin: what the admin classes of entries and of library records share."""
