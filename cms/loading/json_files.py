import json

from django.utils.translation import gettext as _


def read_json(path, folder, faults):
    """Return the object in `path`, or None with the fault noted."""
    file = path.relative_to(folder).as_posix()
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        faults.add(file, "", "", _("missing"))
    except UnicodeDecodeError:
        faults.add(file, "", "", _("is not UTF-8 text"))
    except json.JSONDecodeError as error:
        line = _("line %(line)d") % {"line": error.lineno}
        faults.add(file, line, "", _("is not JSON: %(reason)s") % {"reason": error.msg})
    else:
        if isinstance(data, dict):
            return data
        faults.add(file, "", "", _("must be one object"))
    return None
