"""What happened when, over all kinds of content: a drawing in six lanes and the same as a list.

A kind of content registers a `Contribution` for each of its models that has dates.
"""

from peacedesk.website.timeline.contributions import Contribution, Group, Words, register

__all__ = ["Contribution", "Group", "Words", "register"]
