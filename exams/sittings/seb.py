"""Safe Exam Browser: the configuration of an exam, and whether a request comes from it.

That browser hashes the address of each request with a key that follows from its configuration,
and with one that follows from the program itself; both are compared here. The configuration is no
secret, so the first proves that the settings are the exam's, and only the second (the exam's
browser exam keys) that the program is the unchanged one.

References
----------
https://safeexambrowser.org/developer/seb-config-key.html
https://safeexambrowser.org/developer/seb-file-format.html
"""

import base64
import gzip
import hashlib
import hmac
import json
import plistlib
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exams.sittings.delivery import Refused

CONFIG_KEY_HEADER = "X-SafeExamBrowser-ConfigKeyHash"
EXAM_KEY_HEADER = "X-SafeExamBrowser-RequestHash"
# What unencrypted settings begin with, before they are compressed.
PREFIX = b"plnd"


class OtherBrowser(Refused):
    status = 403
    code = "seb-required"
    reason = _("This exam is written in Safe Exam Browser with the configuration of the exam.")


def configuration(exam):
    """The settings with which Safe Exam Browser opens an exam: {name: value}."""
    site = urlsplit(settings.SITE_URL)
    return {
        "startURL": settings.SITE_URL + reverse("exam-entry", args=[exam.pk]),
        # Leads out of the browser, once the paper is in.
        "quitURL": quit_address(),
        "quitURLConfirm": True,
        "allowQuit": True,
        "sendBrowserExamKey": True,
        # The view whose requests carry the headers on every system.
        "browserWindowWebView": 1,
        "browserWindowAllowReload": True,
        "browserWindowShowURL": 0,
        "newBrowserWindowByLinkPolicy": 2,
        "newBrowserWindowAllowReload": True,
        "allowBrowsingBackForward": False,
        "allowPreferencesWindow": False,
        "allowSpellCheck": False,
        "allowSwitchToApplications": False,
        "enablePrintScreen": False,
        "enableRightMouse": False,
        # The answer file, where the network stays away to the end.
        "allowDownUploads": True,
        "allowDownloads": True,
        "allowUploads": False,
        "openDownloads": False,
        # Chinese is written with an input method: it has to be seen and changed.
        "showTaskBar": True,
        "showInputLanguage": True,
        "showReloadButton": True,
        "showTime": True,
        "allowWlan": True,
        "audioControlEnabled": False,
        "examSessionClearCookiesOnStart": True,
        "examSessionClearCookiesOnEnd": True,
        # What the device keeps of unsent answers outlives a crash of the browser.
        "removeBrowserProfile": False,
        "removeLocalStorage": False,
        "URLFilterEnable": True,
        "URLFilterEnableContentFilter": False,
        "URLFilterRules": [
            {"action": 1, "active": True, "expression": f"{site.netloc}/*", "regex": False}
        ],
        "sebMode": 0,
        "sebConfigPurpose": 0,
    }


def file(values):
    """The settings as a .seb file: a property list, compressed, marked as plain, compressed."""
    # Without a time of making: the same settings are the same bytes.
    return gzip.compress(PREFIX + gzip.compress(plistlib.dumps(values), mtime=0), mtime=0)


def read(data):
    """The settings in a .seb file that isn't encrypted; a bare property list is one too."""
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
        if data[:4] != PREFIX:
            raise ValueError(f"settings of the kind {data[:4]!r}")
        data = gzip.decompress(data[4:])
    return plistlib.loads(data)


def config_key(values):
    """The Config Key of settings: 64 hex digits."""
    return hashlib.sha256(seb_json(values).encode()).hexdigest()


def seb_json(values):
    """Settings in the writing that is hashed: sorted, without blanks, without empty parts."""
    plain = {key: value for key, value in values.items() if key != "originatorVersion"}
    # Of no settings at all a list is made, as the browser does.
    return _json(plain) if plain else "[]"


def _json(value):
    match value:
        case dict():
            inside = ",".join(
                f"{_json(key)}:{_json(value[key])}"
                for key in sorted(value, key=lambda key: (key.lower(), key.swapcase()))
                if value[key] != {}
            )
            return f"{{{inside}}}"
        case list():
            return f"[{','.join(map(_json, value))}]"
        case bytes():
            return _json(base64.b64encode(value).decode())
        case datetime():
            return _json(f"{value.isoformat(timespec='seconds')}+00:00")
    # Backslashes stand as they are: the browser doesn't escape them.
    return json.dumps(value, ensure_ascii=False).replace("\\\\", "\\")


def request_hash(address, key):
    """What the browser sends with a request: hash of its address, without fragment, and key."""
    return hashlib.sha256(f"{address.partition('#')[0]}{key}".encode()).hexdigest()


def is_let_in(request, exam):
    """Whether an exam that wants Safe Exam Browser is asked for with it, or wants none."""
    if not exam.requires_seb:
        return True
    keys = exam.browser_exam_keys.lower().split()
    return _has(request, CONFIG_KEY_HEADER, [config_key(configuration(exam))]) and (
        not keys or _has(request, EXAM_KEY_HEADER, keys)
    )


def _has(request, header, keys):
    sent = request.headers.get(header, "").lower().encode()
    return any(
        hmac.compare_digest(sent, request_hash(address, key).encode())
        for address in _addresses(request)
        for key in keys
    )


def _addresses(request):
    """The address as the browser sees it: behind a proxy the site's own name for itself."""
    return {request.build_absolute_uri(), settings.SITE_URL + request.get_full_path()}


def link(exam):
    """The address that opens Safe Exam Browser with the exam's configuration."""
    address = settings.SITE_URL + reverse("seb-configuration", args=[exam.pk])
    scheme = "sebs" if address.startswith("https:") else "seb"
    return f"{scheme}:{address.partition(':')[2]}"


def quit_address():
    return settings.SITE_URL + reverse("seb-quit")
