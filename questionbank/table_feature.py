"""Tables in the rich text of items: a Draftail entity, stored as <embed embedtype="table">."""

from django.utils.translation import gettext_lazy as _
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.contentstate_models import Entity
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    AtomicBlockEntityElementHandler,
)
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.rich_text import EmbedHandler

from questionbank import markup

NAME = "item-table"
TYPE = "ITEM-TABLE"


# What the dialog says (table_feature.js).
LABELS = {
    "title": _("Table"),
    "hint": _("Click a cell and write. Cells copied in Excel are pasted from the cell in hand on."),
    "addRow": _("Add a row"),
    "addColumn": _("Add a column"),
    "removeRow": _("Remove the last row"),
    "removeColumn": _("Remove the last column"),
    "save": _("Keep the table"),
    "cancel": _("Cancel"),
    "edit": _("Edit"),
    "remove": _("Remove"),
}


class _FromDatabase(AtomicBlockEntityElementHandler):
    def create_entity(self, name, attrs, state, contentstate):
        return Entity(TYPE, "IMMUTABLE", {"html": markup.inline(attrs.get("html", ""))})


def _to_database(props):
    return DOM.create_element(
        "embed", {"embedtype": "table", "html": markup.inline(props.get("html") or "")}
    )


class _OnPages(EmbedHandler):
    identifier = "table"

    @classmethod
    def expand_db_attributes(cls, attrs):
        return markup.inline(attrs.get("html", ""))


def register(features):
    """Make the feature known to Wagtail (`register_rich_text_features`)."""
    features.register_editor_plugin(
        "draftail",
        NAME,
        EntityFeature(
            {"type": TYPE, "icon": "table", "description": _("Table"), "labels": LABELS},
            js=["questionbank/table_feature.js"],
            css={"all": ["questionbank/table_feature.css"]},
        ),
    )
    features.register_converter_rule(
        "contentstate",
        NAME,
        {
            "from_database_format": {'embed[embedtype="table"]': _FromDatabase()},
            "to_database_format": {"entity_decorators": {TYPE: _to_database}},
        },
    )
    features.register_embed_type(_OnPages)
