"""The bugs themselves: what a tired hand gets wrong in arithmetic, arrays, branches and loops."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from grader.trials.mutants.edits import Edit, Text

__all__ = ["OPERATORS"]

Operator = Callable[[Text, ast.AST], Iterator[Edit]]

SIGNS: dict[type[ast.operator], tuple[str, tuple[str, ...]]] = {
    ast.Add: ("+", ("-",)),
    ast.Sub: ("-", ("+",)),
    ast.Mult: ("*", ("/",)),
    ast.Div: ("/", ("*",)),
    ast.FloorDiv: ("//", ("/",)),
    ast.Mod: ("%", ("//",)),
    ast.Pow: ("**", ("*",)),
    ast.MatMult: ("@", ("*",)),
    ast.BitAnd: ("&", ("|",)),
    ast.BitOr: ("|", ("&",)),
}
SWAPS = (ast.Sub, ast.Div, ast.MatMult, ast.Pow)  # where the order counts
COMPARISONS: dict[type[ast.cmpop], tuple[str, tuple[str, ...]]] = {
    ast.Lt: ("<", ("<=", ">")),
    ast.LtE: ("<=", ("<", ">")),
    ast.Gt: (">", (">=", "<")),
    ast.GtE: (">=", (">", "<")),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
    ast.In: ("in", ("not in",)),
    ast.NotIn: ("not in", ("in",)),
    ast.Is: ("is", ("is not",)),
    ast.IsNot: ("is not", ("is",)),
}
PAIRS = (
    "sum/mean min/max argmin/argmax zeros/ones zeros_like/ones_like sin/cos floor/ceil any/all var/std "
    "cumsum/cumprod hstack/vstack append/insert lower/upper startswith/endswith"
)
TWINS = {one: other for pair in PAIRS.split() for one, other in (pair.split("/"), reversed(pair.split("/")))}
OPTIONS = frozenset("axis keepdims ddof increasing reverse key dtype".split())
STEPS = ((":-1", "a step short"), (":0", "no step"), ("1:", "a step late"), ("::-1", "back"))
PLACES = (ast.Name, ast.Attribute, ast.Subscript)
FORMS = frozenset("float list tuple array asarray copy".split())  # answers may come in any of them
PLAIN = frozenset("sqrt abs exp log log2 log10 square inv pinv diag sorted reversed transpose".split())


def arithmetic(text: Text, node: ast.AST) -> Iterator[Edit]:
    """Another operator, the operands in the other order, or one of them left out."""
    if isinstance(node, ast.AugAssign) and type(node.op) in SIGNS:
        old, others = SIGNS[type(node.op)]
        for new in (*others, ""):
            yield from text.between(node.target, node.value, f"{old}=", f"{new}=", "another assignment")
    if not isinstance(node, ast.BinOp) or type(node.op) not in SIGNS:
        return
    old, others = SIGNS[type(node.op)]
    for new in others:
        yield from text.between(node.left, node.right, old, new, "another operator")
    left, right = text.of(node.left), text.of(node.right)
    yield text.put(node, left, "a term left out")
    yield text.put(node, f"(-{right})" if isinstance(node.op, ast.Sub) else right, "a term left out")
    if isinstance(node.op, SWAPS):
        yield text.put(node, f"({right} {old} {left})", "operands in the other order")


def signs(text: Text, node: ast.AST) -> Iterator[Edit]:
    """A sign or a negation lost."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        yield text.put(node, text.of(node.operand), "a sign left out")
    if isinstance(node, ast.Return) and isinstance(node.value, ast.BinOp | ast.Name | ast.Call):
        yield text.put(node.value, f"-{text.of(node.value)}", "the other sign")


def constants(text: Text, node: ast.AST) -> Iterator[Edit]:
    """Off by one, the other truth value, another word."""
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        yield text.put(node, repr(not value), "the other truth value")
    elif isinstance(value, int | float):
        yield text.put(node, repr(value + 1), "off by one")
        yield text.put(node, f"({value - 1!r})" if value < 1 else repr(value - 1), "off by one")
        if isinstance(value, float) and value:
            yield text.put(node, repr(value * 2), "a factor 2")
    elif isinstance(value, str):
        yield text.put(node, repr(f"{value}x"), "another word")


def comparisons(text: Text, node: ast.AST) -> Iterator[Edit]:
    """Another comparison, `or` for `and`, or a branch always or never taken."""
    if isinstance(node, ast.Compare):
        operands = [node.left, *node.comparators]
        for at, one in enumerate(node.ops):
            old, others = COMPARISONS[type(one)]
            for new in others:
                yield from text.between(operands[at], operands[at + 1], old, new, "another comparison")
    if isinstance(node, ast.BoolOp):
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        yield from text.between(node.values[0], node.values[1], old, new, "another connective")
        for value in node.values:
            yield text.put(node, text.of(value), "a condition left out")
    if isinstance(node, ast.If | ast.IfExp):
        for truth in ("True", "False"):
            yield text.put(node.test, truth, "one branch alone")


def loops(text: Text, node: ast.AST) -> Iterator[Edit]:
    """A step too few at either end, none at all, or the other way round."""
    if isinstance(node, ast.For | ast.comprehension):
        whole = text.of(node.iter)
        looked_at = not (isinstance(node.target, ast.Name) and node.target.id.startswith("_"))
        for part, what in STEPS if looked_at else STEPS[:2]:
            yield text.put(node.iter, f"list({whole})[{part}]", what)
    if isinstance(node, ast.While):
        yield text.put(node.test, "False", "no step")
    if isinstance(node, ast.Break | ast.Continue):
        yield text.put(node, "continue" if isinstance(node, ast.Break) else "break", "another way out")
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "range" and node.args:
        last = node.args[min(1, len(node.args) - 1)]
        for sign in "+-":
            yield text.put(last, f"{text.of(last)} {sign} 1", "off by one")


def transposes(text: Text, node: ast.AST) -> Iterator[Edit]:
    """A transpose lost, or on the other factor."""
    if _turned(node):
        yield text.put(node, text.of(node.value), "a transpose left out")  # type: ignore[attr-defined]
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.MatMult):
        return
    turned = _turned(node.left), _turned(node.right)
    left, right = (one.value if _turned(one) else one for one in (node.left, node.right))  # type: ignore[attr-defined]
    if turned[0] != turned[1] and isinstance(left, PLACES) and isinstance(right, PLACES):
        ends = ("", ".T") if turned[0] else (".T", "")
        put = f"{text.of(left)}{ends[0]} @ {text.of(right)}{ends[1]}"
        yield text.put(node, put, "a transpose on the other factor")


def _turned(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "T"


def arrays(text: Text, node: ast.AST) -> Iterator[Edit]:
    """A slice off by one, an index or an axis left out."""
    if isinstance(node, ast.Slice):
        for bound in (node.lower, node.upper):
            if bound is not None and not isinstance(bound, ast.Constant):
                for sign in "+-":
                    yield text.put(bound, f"{text.of(bound)} {sign} 1", "off by one")
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        yield text.put(node, text.of(node.value), "an index left out")
    if isinstance(node, ast.Call):
        for keyword in node.keywords:
            if keyword.arg in OPTIONS:
                yield text.put(keyword, "**{}", "an option left out")


def calls(text: Text, node: ast.AST) -> Iterator[Edit]:
    """A function's twin, the function left out, arguments in the other order or one too few."""
    if not isinstance(node, ast.Call):
        return
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in TWINS and isinstance(node.func, ast.Name | ast.Attribute):
        end = text.span(node.func)[1]
        yield Edit(end - len(name.encode()), end, TWINS[name], "its twin")
    plain = [one for one in node.args if not isinstance(one, ast.Starred)]
    if len(node.args) == 1 and plain and not node.keywords and name not in {"range", *FORMS}:
        yield text.put(node, text.of(plain[0]), "a function left out")
    if not node.args and isinstance(node.func, ast.Attribute) and name in PLAIN:
        yield text.put(node, text.of(node.func.value), "a function left out")
    if len(node.args) == len(plain) == 2:
        start, end = text.span(plain[0])[0], text.span(plain[1])[1]
        yield Edit(start, end, f"{text.of(plain[1])}, {text.of(plain[0])}", "arguments in the other order")


def items(text: Text, node: ast.AST) -> Iterator[Edit]:
    """An entry left out of a list, a tuple or a dict, or two of them swapped."""
    if isinstance(node, ast.List | ast.Tuple) and isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
        ends = ("[", "]") if isinstance(node, ast.List) else ("(", ",)")
        for left in range(len(node.elts)):
            kept = [text.of(one) for at, one in enumerate(node.elts) if at != left]
            yield text.put(node, f"{ends[0]}{', '.join(kept)}{ends[1]}", "an entry left out")
        swapped = [text.of(one) for one in (node.elts[1], node.elts[0], *node.elts[2:])]
        yield text.put(node, f"{ends[0]}{', '.join(swapped)}{ends[1]}", "two entries swapped")
    if isinstance(node, ast.Dict) and len(node.keys) > 1 and all(node.keys):
        pairs = [f"{text.of(key)}: {text.of(value)}" for key, value in zip(node.keys, node.values) if key]  # noqa: B905
        for left in range(len(pairs)):
            kept = [pair for at, pair in enumerate(pairs) if at != left]
            yield text.put(node, f"{{{', '.join(kept)}}}", "an entry left out")


def statements(text: Text, node: ast.AST) -> Iterator[Edit]:
    """An update that does not happen."""
    updates = isinstance(node, ast.AugAssign) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    )
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
        used = {one.id for one in ast.walk(node.value) if isinstance(one, ast.Name)}
        updates = isinstance(target, ast.Subscript) or (isinstance(target, ast.Name) and target.id in used)
    if updates:
        yield text.put(node, "pass", "a step left out")


OPERATORS: list[Operator] = [
    *(arithmetic, signs, constants, comparisons, loops),
    *(transposes, arrays, calls, items, statements),
]
