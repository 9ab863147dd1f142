from django.apps import AppConfig


class HouseConfig(AppConfig):
    """The whole house: what no single app may know, because it needs them all."""

    name = "config"
    label = "house"
    verbose_name = "Baiwen"
