"""Names of people where they should not be read by everyone."""


def initials(name: str) -> str:
    """Shorten "Ann Petrova" to "A. P."; what is no word (a phone number instead of a name) is left out."""
    return " ".join(f"{word[0].upper()}." for word in name.split() if word[0].isalpha())
