"""Access codes (protocol 1, "Codes"): reading, and the check symbol."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SYMBOLS = {"pupil": 13, "staff": 19}


class CodeError(ValueError):
    """The typed code can not be one that the authority issued."""


def read_code(typed: str, kind: str = "pupil") -> str:
    """The random symbols of a typed code, upper case, without the check symbol."""
    text = typed.upper().replace(" ", "").replace("-", "")
    text = text.replace("I", "1").replace("L", "1").replace("O", "0")
    for position, symbol in enumerate(text):
        if symbol not in ALPHABET:
            raise CodeError(f"symbol {position + 1} is not in the alphabet")
    if len(text) != SYMBOLS[kind] + 1:
        raise CodeError(f"{len(text)} symbols where {SYMBOLS[kind] + 1} are expected")
    symbols, check = text[:-1], text[-1]
    if check_symbol(symbols) != check:
        raise CodeError("the check symbol does not fit the others")
    return symbols


def check_symbol(symbols: str) -> str:
    """Sum of alpha^i times s_i in GF(32) with x^5 + x^2 + 1, alpha = x, i from 0 at the left."""
    total, factor = 0, 1
    for symbol in symbols:
        total ^= multiply(factor, ALPHABET.index(symbol))
        factor = multiply(factor, 2)
    return ALPHABET[total]


def multiply(a: int, b: int) -> int:
    """Product in GF(32)."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 32:
            a ^= 0b100101
        b >>= 1
    return product


def to_base32(data: bytes) -> str:
    """Symbols of 5 bits from the left; bits that do not fill a symbol are followed by zeros."""
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    return "".join(ALPHABET[int(bits[at : at + 5], 2)] for at in range(0, len(bits), 5))
