"""Tokens as panels name them."""


def shown_token(token: str) -> str:
    """A word or a letter as it is; a blank by its name."""
    return token if token.strip() else "blank"
