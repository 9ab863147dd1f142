"""Entries of the admin's menu for those who work with items."""

from wagtail.admin.menu import MenuItem


class ItemMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("questionbank.view_item")
