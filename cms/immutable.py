"""Rows that never change once written: in Python, and in the database itself.

A correction is a new row that points at the old one. The model mixin gives the programmer a clear
error; the triggers hold against SQL, the shell and other programs.
"""

from django.db import migrations, models
from django.utils.translation import gettext as _


class ImmutableRow(Exception):
    """A row that is kept as evidence was to be changed or deleted."""


class ImmutableQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise ImmutableRow(
            _("%(rows)s never change.") % {"rows": self.model._meta.verbose_name_plural}
        )

    def delete(self):
        raise ImmutableRow(
            _("%(rows)s are never deleted.") % {"rows": self.model._meta.verbose_name_plural}
        )


class Immutable(models.Model):
    """Base of the models whose rows are only ever added."""

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise ImmutableRow(
                _("%(rows)s never change.") % {"rows": self._meta.verbose_name_plural}
            )
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ImmutableRow(
            _("%(rows)s are never deleted.") % {"rows": self._meta.verbose_name_plural}
        )


class FreezeTable(migrations.operations.base.Operation):
    """Make the database refuse UPDATE and DELETE on a table."""

    reversible = True

    def __init__(self, table):
        self.table = table

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for verb in ("UPDATE", "DELETE"):
            for statement in _create(schema_editor.connection.vendor, self.table, verb):
                schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        on_table = "" if schema_editor.connection.vendor == "sqlite" else f" ON {self.table}"
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER {_name(self.table, verb)}{on_table}", params=None)

    def describe(self):
        return f"Make the database refuse to change rows of {self.table}"

    @property
    def migration_name_fragment(self):
        return f"freeze_{self.table}"


class ThawTable(FreezeTable):
    """Let a migration alter a frozen table; `FreezeTable` follows.

    SQLite makes an altered table anew and would lose its triggers without a word.
    """

    def database_forwards(self, *args):
        super().database_backwards(*args)

    def database_backwards(self, *args):
        super().database_forwards(*args)

    def describe(self):
        return f"Let {self.table} be altered"

    @property
    def migration_name_fragment(self):
        return f"thaw_{self.table}"


def _name(table, verb):
    return f"{table}_no_{verb.lower()}"


def _create(vendor, table, verb):
    message = f"rows of {table} never change"
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {_name(table, verb)} BEFORE {verb} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
        ]
    return [
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS"
        " $$ BEGIN RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME; END $$"
        " LANGUAGE plpgsql",
        f"CREATE TRIGGER {_name(table, verb)} BEFORE {verb} ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    ]
