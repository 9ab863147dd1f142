"""The wizard's addresses in the admin, for `wagtail_hooks`."""

from django.urls import path

from questionbank.importing import actions, pages, pieces

_ONE = "item-imports/<int:pk>/"

urlpatterns = [
    path("item-imports/", pages.UploadView.as_view(), name="item_imports"),
    path("item-imports/template/", pieces.TemplateFileView.as_view(), name="item_import_template"),
    path(_ONE, pages.ImportView.as_view(), name="item_import"),
    path(f"{_ONE}columns/", actions.ColumnsView.as_view(), name="item_import_columns"),
    path(f"{_ONE}progress/", pages.ProgressView.as_view(), name="item_import_progress"),
    path(f"{_ONE}choices/", actions.ChoicesView.as_view(), name="item_import_choices"),
    path(
        f"{_ONE}questions/<int:number>/", pieces.QuestionView.as_view(), name="item_import_question"
    ),
    path(f"{_ONE}pictures/<str:name>", pieces.PictureView.as_view(), name="item_import_picture"),
    path(f"{_ONE}report/", pieces.ReportFileView.as_view(), name="item_import_report"),
    path(f"{_ONE}file/", pieces.OriginalView.as_view(), name="item_import_file"),
    path(f"{_ONE}discard/", actions.DiscardView.as_view(), name="item_import_discard"),
    path(f"{_ONE}undo/", actions.UndoView.as_view(), name="item_import_undo"),
]
