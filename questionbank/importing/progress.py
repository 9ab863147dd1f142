"""How far the work in hand is, told from outside its transaction a few times a second."""

import time

from django.utils import timezone

from questionbank.importing.models import ItemImport

_EVERY_SECONDS = 0.5


class Progress:
    """Signs of life of one import; also what says that its worker isn't dead."""

    def __init__(self, item_import, n_all):
        self._import = ItemImport.objects.filter(pk=item_import.pk)
        self._told_at = 0
        self._n_all = n_all
        self.tell(0)

    def step(self, n_done):
        if time.monotonic() - self._told_at > _EVERY_SECONDS:
            self.tell(n_done)

    def tell(self, n_done):
        self._told_at = time.monotonic()
        self._import.update(n_done=n_done, n_all=self._n_all, moved_at=timezone.now())
