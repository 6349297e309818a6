"""What can be written: a verb, the form that checks its input, and the address under which programs do it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from django.forms import BaseForm, Field, FileField
from django.http import QueryDict

from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Done, Verb

Method = Literal["POST", "PATCH", "DELETE"]
NOBODY: Final = Actor(user_id=None, name="nobody")


@dataclass(frozen=True, slots=True)
class Task:
    """Who acts on which record (None: on none), and the name of the form's kind."""

    actor: Actor
    record: Any = None  # Any: a record of the operation's resource
    kind: str = ""


Asks = Callable[[Task, QueryDict | None], BaseForm]
Does = Callable[[Task, Any], Done[Any]]  # Any: the form as its own class, and what the verb returns


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Operation:
    """Without `word` a POST creates a record, PATCH edits one and DELETE deletes it. With a word, a POST to
    `/{resource}/{key}/{word}` does anything else with one record.

    `asks` makes the form of the page that does the same; one for each kind of record where they differ, and
    then the field `kind` of the body, or of the record, says which. Without `asks` there is no body. What the
    body leaves out is taken as the form begins with it; `is_partial`: it is not asked at all.
    `names` are the body's own words for fields of the form. `makes` is the resource of what it returns, if
    it is another one.
    """

    verb: Verb[Any]  # Any: each verb returns its own type
    does: Does
    method: Method = "POST"
    word: str = ""
    asks: Mapping[str, Asks] = field(default_factory=dict)
    is_partial: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    makes: str = ""

    @property
    def is_on_record(self) -> bool:
        return self.method != "POST" or bool(self.word)

    @property
    def creates(self) -> bool:
        return not self.is_on_record or bool(self.makes)

    def kinds(self) -> list[str]:
        """The kinds among which the field `kind` chooses; none where there is one form for all."""
        return [kind for kind in self.asks if kind]


def one(asks: Asks) -> Mapping[str, Asks]:
    """The same form for every record."""
    return {"": asks}


def to_record(verb: Verb[Any], target: str, *fields: str) -> Does:  # Any: each verb returns its own type
    """The verb done to the record of the address, taken as `target`, with these fields of the form."""

    def does(task: Task, form: Any) -> Done[Any]:  # Any: as in Does
        given = {name: form.cleaned_data[name] for name in fields}
        return verb.tracked(actor=task.actor, **{target: task.record.pk}, **given)

    return does


def fields_asked(operation: Operation, form: BaseForm) -> dict[str, Field]:
    """What the body may hold, by its own names. Versions stand in If-Match, files are no JSON."""
    own = {of_form: of_body for of_body, of_form in operation.names.items()}
    return {
        own.get(name, name): asked
        for name, asked in form.fields.items()
        if not asked.widget.is_hidden and not isinstance(asked, FileField)
    }


def form_for_nobody(operation: Operation, kind: str) -> BaseForm:
    """Its fields as they are before anybody asks."""
    return operation.asks[kind](Task(NOBODY, kind=kind), None)
