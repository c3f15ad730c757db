"""Instances of models without the cost of their constructors: modeltranslation looks at every column in one."""

from functools import cache

from django.db.models.base import ModelState


def blank(model, **columns):
    """A new, unsaved instance. Takes the values of columns by their attribute names, keys of others as they are stored.

    What is left out has its default, the primary key too unless it is given.
    """
    instance = model.__new__(model)
    row = vars(instance)
    row |= vars(_empty(model))
    for name, make in _made(model):
        row[name] = make()
    row |= columns
    row["_state"] = ModelState()
    return instance


@cache
def _empty(model):
    return model()


@cache
def _made(model):
    """The columns whose defaults are made anew for each instance, with what makes them."""
    columns = [column for column in model._meta.concrete_fields if column.has_default() and callable(column.default)]
    return [(column.attname, column.default) for column in columns if not column.primary_key]
