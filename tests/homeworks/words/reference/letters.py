"""Problems 1 and 2: texts and dicts."""

from grader.oracle import question

WORDS = "tea eat ate stop post spot night thing one eon".split()


@question
def initials(name):
    """The first letters of a name's words, each with a point behind it."""
    return " ".join(f"{word[0].upper()}." for word in name.split())


initials.example(name="ada king lovelace")
initials.example(name="Alan Mathison Turing")


@initials.mistake("forgets the points", hint="Look at the example: A. K. L.")
def bare(name):
    """Letters alone."""
    return " ".join(word[0].upper() for word in name.split())


@question
def shifted_text(text, by):
    """Every small letter moved on in the alphabet, from z back to a; all else stays."""
    return "".join(chr((ord(c) - 97 + by) % 26 + 97) if "a" <= c <= "z" else c for c in text)


shifted_text.example(text="abc xyz!", by=3)


@shifted_text.cases(count=4)
def any_text(rng):
    """Words and a shift that may go backwards."""
    return {"text": " ".join(rng.choice(WORDS, size=4).tolist()), "by": int(rng.integers(-30, 30))}


@question
def triangle_kind(a, b, c):
    """Whether all sides are equal, two of them, or none."""
    return ("equilateral", "isosceles", "scalene")[len({a, b, c}) - 1]


triangle_kind.example(a=3, b=4, c=5)
triangle_kind.example(a=2, b=2, c=3)
triangle_kind.example(a=1, b=1, c=1)


@question
def word_counts(text):
    """How often each word is there, in small letters."""
    counts = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
    return counts


word_counts.example(text="the cat and The dog")


@word_counts.cases(count=3)
def many_words(rng):
    """Words that come again."""
    return {"text": " ".join(rng.choice(WORDS, size=12).tolist())}


@question
def anagram_groups(words):
    """The words that are made of the same letters, in lists; sorted inside, the lists in any order."""
    groups = {}
    for word in words:
        groups.setdefault("".join(sorted(word)), []).append(word)
    return [sorted(group) for group in groups.values()]


anagram_groups.example(words=["tea", "stop", "eat", "post"])


@anagram_groups.cases(count=3)
def some_words(rng):
    """Words of the list, each once."""
    return {"words": rng.permutation(WORDS)[:7].tolist()}
