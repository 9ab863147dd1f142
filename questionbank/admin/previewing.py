"""The live preview of what stands in the editor, however incomplete."""

from wagtail.snippets.views.snippets import PreviewOnCreateView, PreviewOnEditView


class _Incomplete:
    """Shows what there is; only what can't be read (a word for a number) stops it."""

    def validate_form(self, form):
        for one in (form, *(row for rows in form.formsets.values() for row in rows.forms)):
            for field in one.fields.values():
                field.required = False
        return super().validate_form(form)


class ItemPreviewOnCreateView(_Incomplete, PreviewOnCreateView):
    pass


class ItemPreviewOnEditView(_Incomplete, PreviewOnEditView):
    pass
