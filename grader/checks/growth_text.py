"""Read a growth class from text with a parser of its own: nothing a student wrote is ever evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from grader.checks.growth_terms import (
    ONE,
    Factor,
    Sum,
    Term,
    UnreadableError,
    add,
    constant,
    divide,
    factorial,
    growth,
    logarithm,
    multiply,
    power_of,
    raise_to,
)
from grader.checks.growth_tokens import Token, tokenize

__all__ = ["Growth", "UnreadableError", "name_growth", "read_growth"]

DEEPEST = 16
PAIRS = {"(": ")", "{": "}", "[": "]"}
WORDS = {
    "constant": Factor(),
    "linear": Factor(power=ONE),
    "quadratic": Factor(power=Fraction(2)),
    "cubic": Factor(power=Fraction(3)),
    "quartic": Factor(power=Fraction(4)),
    "logarithmic": Factor(logs=ONE),
    "loglinear": Factor(power=ONE, logs=ONE),
    "linearithmic": Factor(power=ONE, logs=ONE),
    "quasilinear": Factor(power=ONE, logs=ONE),
    "exponential": Factor(base=Fraction(2)),
    "factorial": Factor(factorials=ONE),
}


@dataclass(frozen=True, slots=True)
class Growth:
    """A growth class: its dominant terms."""

    terms: frozenset[Term]

    def sizes(self) -> tuple[str, ...]:
        """The sizes it speaks of."""
        return tuple(sorted({size for term in self.terms for size, _ in term}))


def read_growth(text: str, names: Mapping[str, str], free: bool = False) -> Growth:
    """The class a text means; `names` are those of sizes, and when `free` any letter is one besides."""
    parser = _Parser(tokenize(text, names, frozenset(WORDS), free), names)
    return Growth(growth(parser.whole()))


def name_growth(read: Growth) -> str:
    """A growth class in plain notation."""
    return " + ".join(sorted(_name_term(term) for term in read.terms))


def _name_term(term: Term) -> str:
    parts = []
    for size, f in term:
        parts += [f"{size}!" + _exponent(f.factorials)] if f.factorials else []
        parts += [f"{f.base}^{size}" if f.base.denominator == 1 else f"({f.base})^{size}"] * (f.base != 1)
        parts += [size + _exponent(f.power)] if f.power else []
        parts += [f"log{_exponent(f.logs)} {size}"] if f.logs else []
    return " ".join(parts) or "1"


def _exponent(k: Fraction) -> str:
    if k == 1:
        return ""
    return f"^{k}" if k.denominator == 1 and k > 0 else f"^({k})"


class _Parser:
    """Sums of products of powers, with the usual precedence and multiplication left unsaid."""

    def __init__(self, tokens: list[Token], names: Mapping[str, str]) -> None:
        self.tokens = tokens
        self.sizes = sorted(set(names.values()))
        self.at = 0
        self.depth = 0

    def whole(self) -> Sum:
        value = self.sum()
        if self.at < len(self.tokens):
            raise UnreadableError(f"“{self.tokens[self.at].text}” is not expected there")
        return value

    def peek(self) -> Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else Token("end", "")

    def take(self, *texts: str) -> str:
        """The next sign if it is one of these, else nothing."""
        token = self.peek()
        if token.kind == "sign" and token.text in texts:
            self.at += 1
            return token.text
        return ""

    def sum(self) -> Sum:
        value = multiply(constant(-ONE), self.product()) if self.take("-") else self.product()
        while sign := self.take("+", "-"):
            value = add(value, self.product(), 1 if sign == "+" else -1)
        return value

    def product(self) -> Sum:
        value = self.power()
        while True:
            if self.take("*"):
                value = multiply(value, self.power())
            elif self.take("/"):
                value = divide(value, self.power())
            elif self.peek().kind not in ("sign", "end") or self.peek().text in PAIRS:
                value = multiply(value, self.power())
            else:
                return value

    def power(self) -> Sum:
        value = self.atom()
        while sign := self.take("^", "!"):
            value = raise_to(value, self.exponent()) if sign == "^" else factorial(value)
        return value

    def exponent(self) -> Sum:
        if self.take("-"):
            return multiply(constant(-ONE), self.atom())
        value = self.atom()
        return raise_to(value, self.exponent()) if self.take("^") else value

    def atom(self) -> Sum:
        self.depth += 1
        if self.depth > DEEPEST:
            raise UnreadableError("it is nested too deeply")
        value = self.group() if self.peek().text in PAIRS else self.leaf()
        self.depth -= 1
        return value

    def group(self) -> Sum:
        closing = PAIRS.get(self.take(*PAIRS), "")
        value = self.sum()
        if not closing or not self.take(closing):
            raise UnreadableError("its brackets do not match")
        return value

    def leaf(self) -> Sum:
        token = self.peek()
        self.at += 1
        ways = {"word": self.word, "log": self.log, "sqrt": self.sqrt, "frac": self.frac, "bound": self.bound}
        if token.kind == "number":
            return constant(Fraction(token.text))
        if token.kind == "size":
            return power_of(token.text)
        if token.kind not in ways:
            raise UnreadableError(
                f"something is missing at “{token.text}”" if token.text else "it breaks off"
            )
        return ways[token.kind](token.text)

    def word(self, word: str) -> Sum:
        factor = WORDS[word]
        if self.peek().kind == "in":
            self.at += 1
            size = self.peek()
            if size.kind != "size":
                raise UnreadableError(f"it does not say in what it is {word}")
            self.at += 1
            return power_of(size.text, factor)
        if word == "constant":
            return constant(ONE)
        if len(self.sizes) > 1:
            raise UnreadableError(f"it does not say in what it is {word}")
        return power_of(self.sizes[0] if self.sizes else "n", factor)

    def log(self, _: str) -> Sum:
        raised = self.exponent() if self.take("^") else constant(ONE)
        if self.peek().kind == "number" and self.at + 1 < len(self.tokens):
            self.at += self.tokens[self.at + 1].kind == "size"  # log 2 n: a base or a factor, all the same
        argument = self.atom() if self.peek().text in PAIRS else self.power()
        return raise_to(logarithm(argument), raised)

    def sqrt(self, _: str) -> Sum:
        return raise_to(self.atom(), constant(Fraction(1, 2)))

    def frac(self, _: str) -> Sum:
        over = self.group()
        return divide(over, self.group())

    def bound(self, name: str) -> Sum:
        if name not in ("O", "Theta"):
            raise UnreadableError("give the growth itself, with O or Θ, not a lower or a strict bound")
        return self.atom() if self.peek().text in PAIRS else self.sum()
