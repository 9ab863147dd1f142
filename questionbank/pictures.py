"""Pictures in items: Wagtail images under work, files named by their content once shown.

What a frozen version shows must not change when the image is replaced in the admin, so papers show
copies under `pictures/HASH.png`; the name says what is in them.
"""

import re
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model
from wagtail.images.models import Filter
from wagtail.models import Collection

FOLDER = "pictures"
COLLECTION = "试题图片"
# A screen's width; what a phone photographs is five times as wide.
LIMIT = "max-1600x1600"

_NAME = re.compile(r"[0-9a-f]{40}\.(?:png|jpe?g|gif|webp)")
_YEAR = 365 * 24 * 60 * 60


def name_of(image):
    """Return the name of an image's picture, and see that it is there to be shown."""
    name = f"{image.get_file_hash()}{PurePath(image.file.name).suffix.lower()}"
    path = f"{FOLDER}/{name}"
    if not default_storage.exists(path):
        # Not a rendition: its row would tell nobody anything, and its file stays open.
        with image.generate_rendition_file(Filter(LIMIT)).open() as file:
            default_storage.save(path, ContentFile(file.read()))
    return name


def address(name):
    return reverse("picture", args=[name])


def content(names):
    """Return {name: bytes} of pictures that are shown somewhere."""
    found = {}
    for name in names:
        if _NAME.fullmatch(name) and default_storage.exists(f"{FOLDER}/{name}"):
            with default_storage.open(f"{FOLDER}/{name}") as file:
                found[name] = file.read()
    return found


def known(name):
    """Return the Wagtail image that a picture's name tells of, or None."""
    return get_image_model().objects.filter(file_hash=PurePath(name).stem).first()


def add(name, data, *, user=None):
    """Return the Wagtail image of a picture that came with a file; the same bytes only once."""
    Image = get_image_model()
    image = Image(
        title=PurePath(name).stem[:255],
        file=ContentFile(data, name=PurePath(name).name),
        collection=_collection(),
        uploaded_by_user=user,
    )
    image._set_file_hash()
    known = Image.objects.filter(file_hash=image.file_hash).first()
    if known is not None:
        return known
    image.file_size = len(data)
    image.save()
    return image


def _collection():
    known = Collection.objects.filter(name=COLLECTION).first()
    return known or Collection.get_first_root_node().add_child(name=COLLECTION)


@require_safe
def picture(request, name):
    """The picture itself; whoever knows its hash has seen it. It never changes."""
    if not _NAME.fullmatch(name):
        raise Http404
    try:
        file = default_storage.open(f"{FOLDER}/{name}")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file)
    response["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response
