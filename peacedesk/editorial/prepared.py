"""A query that is asked again and again with other keys, which the database reads and plans as seldom as it can."""

from itertools import count
from weakref import WeakKeyDictionary

# For each query its names in PostgreSQL, by connection; and what makes a name a new one.
_names, _numbers = {}, count(1)


class Statement:
    """A query with places for keys, as SQLite takes it, which knows it again by its text.

    Takes the text, its values, and the `UUID`s among these that stand for keys: the places.
    """

    def __init__(self, sql, values, places):
        # As the databases write a key: SQLite as 32 digits, and an address as what it is given.
        numbers = {form: number for number, place in enumerate(places) for form in (place, str(place), place.hex)}
        self.sql, self.values, self.numbers = sql, values, [numbers.get(value) for value in values]

    def rows(self, connection, keys):
        """The rows that a Django connection finds for so many keys as there are places, ids or addresses."""
        with connection.cursor() as cursor:
            self.execute(cursor, keys)
            return cursor.fetchall()

    def execute(self, cursor, keys):
        """Ask for the rows."""
        keys = [getattr(key, "hex", key) for key in keys]
        given = zip(self.values, self.numbers, strict=True)
        cursor.execute(self.sql, [value if number is None else keys[number] for value, number in given])


class Prepared(Statement):
    """The same for PostgreSQL, which is to keep it under a name: planning takes many times as long as finding.

    The names hold for one connection of the driver, so a pooler must leave a connection to a client until it ends.
    """

    def __init__(self, sql, values, places):
        super().__init__(sql, values, places)
        marks = ["%s" if number is None else f"${number + 1}" for number in self.numbers]
        self.sql = sql.replace("%%", "%%%%") % tuple(marks)
        self.values = [value for value, number in zip(values, self.numbers, strict=True) if number is None]
        self.given = ", ".join(["%s"] * len(places))
        # By what it says, since it says the same in several languages.
        self.names = _names.setdefault((self.sql, tuple(self.values)), WeakKeyDictionary())

    def execute(self, cursor, keys):
        connection = cursor.connection
        if connection in self.names:
            cursor.execute(f"EXECUTE {self.names[connection]}({self.given})", keys)
        else:
            # A new name each time, since one that was prepared before something failed is taken.
            name = f"statement_{next(_numbers)}"
            cursor.execute(f"PREPARE {name} AS {self.sql}; EXECUTE {name}({self.given})", [*self.values, *keys])
            cursor.nextset()
            self.names[connection] = name
