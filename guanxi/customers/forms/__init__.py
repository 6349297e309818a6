"""Shapes of input of the customer file."""

from guanxi.customers.forms.contacts import TALKS, ContactEditForm, ContactForm, NoteForm, TalkForm
from guanxi.customers.forms.filing import GROUP_WORDS, ITEM_WORDS, FiledForm, FollowForm, PlaceForm
from guanxi.customers.forms.lists import LIST_COLUMNS
from guanxi.customers.forms.papers import PaperForm
from guanxi.customers.forms.records import CustomerForm, OrganisationForm, OwnerForm, PersonForm
from guanxi.customers.forms.sources import AnswersForm, QuestionForm, SourceForm

__all__ = [
    "GROUP_WORDS",
    "ITEM_WORDS",
    "LIST_COLUMNS",
    "TALKS",
    "AnswersForm",
    "ContactEditForm",
    "ContactForm",
    "CustomerForm",
    "FiledForm",
    "FollowForm",
    "NoteForm",
    "OrganisationForm",
    "OwnerForm",
    "PaperForm",
    "PersonForm",
    "PlaceForm",
    "QuestionForm",
    "SourceForm",
    "TalkForm",
]
