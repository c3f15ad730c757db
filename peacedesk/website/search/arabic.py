"""A light stemmer for Arabic: it takes off the article, particles and common endings, and leaves broken plurals alone.

The endings and prefixes are those of light stemming as Larkey, Ballesteros and Connell tell it (SIGIR 2002, "light10").
Words are folded before (`folding.fold`), so ta marbuta is a ha here.
"""

ARTICLES = ("وبال", "وكال", "وفال", "ولل", "وال", "بال", "كال", "فال", "لل", "ال")
AND = "و"
# Prepositions written together with the next word. They are no safe prefix to take off, so a query tries both.
PREPOSITIONS = ("ب", "ل", "ك", "ف")
ENDINGS = ("تهما", "تها", "تهم", "ته", "ها", "هم", "ات", "ان", "ون", "ين", "يه", "ه", "ي")
SHORTEST = 3


def stem(word):
    article = next((a for a in ARTICLES if word.startswith(a) and len(word) - len(a) >= SHORTEST), "")
    word = word[len(article) :]
    if word.startswith(AND) and len(word) > SHORTEST + 1:
        word = word[1:]
    while ending := next((e for e in ENDINGS if word.endswith(e) and len(word) - len(e) >= SHORTEST), ""):
        word = word[: -len(ending)]
    return word


def variants(stemmed):
    """The stems of the same word with and without a preposition."""
    bare = [stemmed[1:]] if stemmed[:1] in PREPOSITIONS and len(stemmed) > SHORTEST + 1 else []
    return [*bare, *(preposition + stemmed for preposition in PREPOSITIONS)]
