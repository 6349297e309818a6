"""Search tokens: what is written into a record's `tsvector`, and the `tsquery` for what a user typed.

How to use it in SQL (no text-search configuration takes part, both casts read literals made here):

    column   search tsvector NOT NULL          -- value: tsvector_literal(tokens(...)), cast %s::tsvector
    column   search_text text NOT NULL         -- value: searchable_text(names)
    index    USING gin (search) WITH (fastupdate = off)
    query    WHERE search @@ %s::tsquery       -- tsquery(typed); None: nothing to search for, no result
             AND search_text LIKE ALL (%s)     -- recheck(typed), a list; leave the line out when it is empty
    phones   OR the stored digits, without leading zeros, begin with one of phone_beginnings(typed)
    typos    WHERE search @@ %s::tsquery       -- misspelt(typed), when the query above found too little

Kinds of token, told apart by their first letter (Han tokens need none, all others are Latin):
    中 中国  each Han character, each pair of neighbours
    p...  pinyin from each syllable on
    i...  initials from each syllable on
    w...  words of other scripts, parts of mail addresses
    t...  letter trigrams of Latin words (^ and $ mark the ends)
    n...  phone digits, last digit first
    c...  codes without punctuation
    e...  mail address, and its domain after @
"""

from guanxi.kit.search.stored import MOST_TOKENS, searchable_text, tokens, tsvector_literal
from guanxi.kit.search.typed import misspelt, phone_beginnings, recheck, tsquery, within_one_edit
from guanxi.kit.search.words import LONGEST_TOKEN

__all__ = [
    "LONGEST_TOKEN",
    "MOST_TOKENS",
    "misspelt",
    "phone_beginnings",
    "recheck",
    "searchable_text",
    "tokens",
    "tsquery",
    "tsvector_literal",
    "within_one_edit",
]
