"""Events as calendars: `days` says on which days an event takes place, `entries` writes iCalendar, `views` answers."""
