"""Shapes of input of the customer file."""

from guanxi.customers.forms.contacts import TALKS, ContactEditForm, ContactForm, NoteForm, TalkForm
from guanxi.customers.forms.lists import LIST_COLUMNS
from guanxi.customers.forms.papers import PaperForm
from guanxi.customers.forms.records import CustomerForm, OrganisationForm, OwnerForm, PersonForm
from guanxi.customers.forms.sources import AnswersForm, QuestionForm, SourceForm

__all__ = [
    "LIST_COLUMNS",
    "TALKS",
    "AnswersForm",
    "ContactEditForm",
    "ContactForm",
    "CustomerForm",
    "NoteForm",
    "OrganisationForm",
    "OwnerForm",
    "PaperForm",
    "PersonForm",
    "QuestionForm",
    "SourceForm",
    "TalkForm",
]
