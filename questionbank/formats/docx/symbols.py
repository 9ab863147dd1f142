"""Signs of symbol fonts, which have no meaning without their font -> signs of Unicode. Pure."""

_WINGDINGS = {0xFC: "√", 0xFB: "×", 0xFE: "√", 0xFD: "×", 0xA8: "□", 0x6F: "□", 0x6C: "●",
              0x6E: "■", 0x75: "◆", 0xD8: "➢", 0xE0: "→", 0x4A: "☺"}  # fmt: skip
_WINGDINGS_2 = {0x50: "√", 0x4F: "×", 0x52: "√", 0x51: "×", 0x53: "×", 0x54: "×", 0xA3: "□"}
_SYMBOL = {0x2D: "−", 0xB4: "×", 0xB8: "÷", 0xB1: "±", 0xA3: "≤", 0xB3: "≥", 0xB9: "≠", 0xB0: "°",
           0xA5: "∞", 0xB7: "•", 0xD6: "√", 0xAE: "→", 0x61: "α", 0x62: "β", 0x67: "γ", 0x64: "δ",
           0x65: "ε", 0x71: "θ", 0x6C: "λ", 0x6D: "μ", 0x70: "π", 0x72: "ρ", 0x73: "σ", 0x66: "φ",
           0x77: "ω", 0x44: "Δ", 0x53: "Σ", 0x57: "Ω", 0x50: "Π"}  # fmt: skip
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}


def has_symbols(text, font):
    """Whether there are signs in a text that only a font of symbols gives a meaning."""
    return font.strip().lower() in _FONTS and any(map(is_private, text))


def is_private(sign):
    return "\uf020" <= sign <= "\uf0ff"


def meaning(code, font):
    """Return the sign of Unicode for a sign of a font, None where it isn't known."""
    table = _FONTS.get(font.strip().lower(), _WINGDINGS)
    return table.get(code & 0xFF)
