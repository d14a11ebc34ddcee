"""What names consist of: a word, its subscripts and superscripts, and what cannot be printed."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["GREEK", "Name", "parted", "printable"]

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
    "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω",
}  # fmt: skip
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-aehijklmnoprstuvx", strict=True))
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀⁱⁿ", "0123456789+-Tin", strict=True))
_LETTERS_THEN_SCRIPTS = re.compile(
    rf"(?P<stem>[^\W\d_{''.join(_LOWERED)}{''.join(_RAISED)}]+?)"
    rf"(?P<number>\d*)(?P<words>(?:_[^\W_]+)*)"
    rf"(?P<scripts>[{''.join(_LOWERED)}{''.join(_RAISED)}]*)(?P<primes>['′]*)"
)


class Name(NamedTuple):
    """A name as mathematics writes it, such as w with subscript 25."""

    stem: str
    subscript: str = ""
    superscript: str = ""
    primes: int = 0


def printable(name: str) -> str:
    """Return a name with what cannot be printed, such as a line break, written as an escape."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in name)


def parted(name: str) -> Name | None:
    """Part a name into its stem and scripts: `w_25`, `u5`, `W¹`, `y₁`; None for other texts."""
    match = _LETTERS_THEN_SCRIPTS.fullmatch(name)
    if match is None:
        return None
    words = match["words"].strip("_").split("_")
    word = len(match["stem"]) > 1 and match["stem"] not in GREEK
    if word and any(part and not part.isdigit() for part in words):
        return None  # my_weight is one word, w_out a w with a subscript
    subscripts = [match["number"], *words]
    subscripts.append("".join(_LOWERED.get(c, "") for c in match["scripts"]))
    return Name(
        match["stem"],
        ",".join(filter(None, subscripts)),
        "".join(_RAISED.get(c, "") for c in match["scripts"]),
        len(match["primes"]),
    )
