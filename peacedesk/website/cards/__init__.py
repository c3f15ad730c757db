"""Cards: the pictures that stand for a page where its address is shared (Open Graph), in each language of its own."""

from peacedesk.website.cards.content import Card, Picture, picture_of, picture_of_site

__all__ = ["Card", "Picture", "picture_of", "picture_of_site"]
