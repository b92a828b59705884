"""The grammar of rules: tokens become a tree that still knows where each piece stood.

rule       = "如果" rule "则" rule | any
any        = all { "或者" all }
all        = one { "并且" one }
one        = "非" one | test
test       = sum [ comparison sum | [not] in ( list ) | between sum to sum | is [not] null ]
sum        = product { (+ | -) product }
product    = factor { (* | /) factor }
factor     = - factor | ( rule ) | item | value | function ( list )
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from chengshu.data.rules.language.errors import RuleTextError
from chengshu.data.rules.language.tokens import Token
from chengshu.data.rules.language.vocabulary import FUNCTIONS

DEEPEST: Final = 20
_LONGEST_LIST: Final = 500
_COMPARISONS: Final = frozenset({"=", "!=", "<", "<=", ">", ">=", "contains", "starts_with"})
_CONSTANTS: Final = frozenset({"text", "number", "date", "true", "false"})


@dataclass(frozen=True)
class Node:
    """A piece of a rule: what its token says, over its parts."""

    token: Token
    parts: tuple["Node", ...] = ()

    @property
    def word(self) -> str:
        """Return what kind of piece it is."""
        return self.token.word


def parse(tokens: Sequence[Token]) -> Node:
    """Return the tree of a rule.

    Raises:
        RuleTextError: The tokens are no rule, or it is nested too deeply.
    """
    reader = _Reader(tokens)
    node = reader.rule()
    reader.expect("end", _("这里多出了内容，请删除，或用“并且”“或者”连接"))
    return node


class _Reader:
    """Reads tokens one after the other."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    @property
    def _here(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._here
        self._at += 1
        return token

    def _takes(self, *words: str) -> Token | None:
        return self._take() if self._here.word in words else None

    def expect(self, word: str, reason: str) -> Token:
        """Take the next token, which must be `word`."""
        if self._here.word != word:
            raise RuleTextError(column=self._here.column, text=self._here.text, reason=reason)
        return self._tokens[self._at] if word == "end" else self._take()

    def rule(self) -> Node:
        """Read a rule."""
        return self._deeper(self._rule)

    def _deeper(self, read: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            reason = _("括号或条件嵌套超过 %(limit)s 层，请拆成几条规则") % {"limit": DEEPEST}
            raise RuleTextError(column=self._here.column, text=self._here.text, reason=reason)
        node = read()
        self._depth -= 1
        return node

    def _rule(self) -> Node:
        start = self._takes("if")
        if start is None:
            return self._chain("or", lambda: self._chain("and", self._one))
        condition = self.rule()
        self._takes(",")
        self.expect("then", _("“如果”之后要有“则”，请补上"))
        return Node(start, (condition, self.rule()))

    def _chain(self, word: str, read: Callable[[], Node]) -> Node:
        first = read()
        token, parts = self._here, [first]
        while self._takes(word):
            parts.append(read())
        return Node(token, tuple(parts)) if len(parts) > 1 else first

    def _one(self) -> Node:
        token = self._takes("not")
        if token is None:
            return self._test()
        return Node(token, (self._deeper(self._one),))

    def _test(self) -> Node:
        left = self._sum()
        token = self._here
        if self._takes(*_COMPARISONS):
            return Node(token, (left, self._sum()))
        if self._takes("in", "not in"):
            return Node(token, (left, *self._list()))
        if self._takes("between"):
            return Node(token, (left, *self._bounds()))
        if self._takes("is null", "is not null"):
            return Node(token, (left,))
        return left

    def _bounds(self) -> tuple[Node, Node]:
        low = self._sum()
        if not self._takes("to", "and"):
            self.expect("to", _("“介于”要写成：介于 下限 到 上限"))
        return low, self._sum()

    def _list(self) -> tuple[Node, ...]:
        self.expect("(", _('这里要写括号，如 属于 ("01", "02")'))
        parts: list[Node] = []
        while not self._takes(")"):
            if parts:
                self.expect(",", _("取值之间用逗号隔开，最后写右括号"))
            parts.append(self._sum())
            if len(parts) > _LONGEST_LIST:
                reason = _("取值超过 %(limit)s 个，请改用代码表") % {"limit": _LONGEST_LIST}
                raise RuleTextError(column=self._here.column, text=self._here.text, reason=reason)
        return tuple(parts)

    def _sum(self) -> Node:
        return self._operators(("+", "-"), self._product)

    def _product(self) -> Node:
        return self._operators(("*", "/"), self._factor)

    def _operators(self, words: tuple[str, ...], read: Callable[[], Node]) -> Node:
        node, steps = read(), 0
        while (token := self._takes(*words)) is not None:
            node, steps = Node(token, (node, read())), steps + 1
            if steps > DEEPEST:
                reason = _("算式超过 %(limit)s 步，请拆成几条规则") % {"limit": DEEPEST}
                raise RuleTextError(column=token.column, text=token.text, reason=reason)
        return node

    def _factor(self) -> Node:
        token = self._here
        if self._takes("item", *_CONSTANTS):
            return Node(token)
        if self._takes("-"):
            return Node(token, (self._deeper(self._factor),))
        if self._takes("("):
            node = self.rule()
            self.expect(")", _("括号没有成对，请补上右括号"))
            return node
        if self._takes(*FUNCTIONS):
            return Node(token, self._arguments())
        reason = _("这里应是信息项、数字、加引号的文字或日期")
        raise RuleTextError(column=token.column, text=token.text, reason=reason)

    def _arguments(self) -> tuple[Node, ...]:
        self._depth += 1
        if self._depth > DEEPEST:
            reason = _("括号或条件嵌套超过 %(limit)s 层，请拆成几条规则") % {"limit": DEEPEST}
            raise RuleTextError(column=self._here.column, text=self._here.text, reason=reason)
        parts = self._list()
        self._depth -= 1
        return parts
