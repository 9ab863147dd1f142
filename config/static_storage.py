from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Names files by content, the modules that an ES module imports included."""

    support_js_module_import_aggregation = True
