"""Answers as people read them."""

from django import template

from exams.sittings.answer_files import shown

register = template.Library()
register.filter("as_read", shown)
