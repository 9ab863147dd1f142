import pandas as pd
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from exams.people import accounts
from exams.people.export import Sheet, attachment, csv_bytes, workbook
from exams.people.forms import RosterFilter
from exams.people.models import Candidate
from exams.people.roster_template import roster_template

PER_PAGE = 50


def _filtered(request):
    """(filter form, the people it asks for), of those on the roster that this user may see."""
    form = RosterFilter(request.GET)
    people = Candidate.objects.visible_to(request.user).should_sit()
    return form, form.narrow(people).select_related("unit", "user").order_by("number")


@require_GET
@login_required
@permission_required("people.view_candidate", raise_exception=True)
def roster(request):
    form, people = _filtered(request)
    figures = Candidate.objects.visible_to(request.user).should_sit().account_figures()
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "people/roster.html",
        {"form": form, "page": page, "figures": figures, "is_filtered": _is_filtered(form)},
    )


def _is_filtered(form):
    return any(form.cleaned_data.values())


@require_GET
@login_required
@permission_required("people.view_candidate", raise_exception=True)
def roster_export(request, suffix):
    _form, people = _filtered(request)
    table = pd.DataFrame(
        [
            (
                person.number,
                person.name,
                person.get_sex_display(),
                person.masked_id_number,
                person.birth_date,
                person.unit.name,
                person.get_post_display(),
                _("yes") if person.is_grid_officer else _("no"),
                person.account.label,
            )
            for person in people
        ],
        columns=[
            _("candidate number"),
            pgettext("person", "name"),
            _("sex"),
            _("ID number"),
            _("birth date"),
            _("unit"),
            _("kind of post"),
            _("grid officer"),
            _("account"),
        ],
    )
    name = f"{_('roster')}-{localdate():%Y%m%d}.{suffix}"
    if suffix == "csv":
        return attachment(csv_bytes(table), name)
    return attachment(workbook([Sheet(_("roster"), table)]), name)


@require_GET
@login_required
@permission_required("people.import_roster", raise_exception=True)
def template(request):
    return attachment(roster_template(), f"{_('roster template')}.xlsx")


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@permission_required(["people.view_candidate", "people.change_candidate"], raise_exception=True)
def slips(request):
    """Sign-in slips for the people of the filter: looked at by GET, made by POST, shown once."""
    form, people = _filtered(request)
    if request.method == "GET":
        figures = people.order_by().account_figures()
        return render(request, "people/slips.html", {"form": form, "figures": figures})
    match request.POST.get("whom"):
        case "without":
            wanted = people.in_account_state(Candidate.Account.NONE)
        case "both":
            wanted = people.without_sign_in()
        case _:
            raise Http404
    try:
        made = accounts.open_accounts(wanted.order_by("unit", "number"))
    except accounts.UserNameTaken as refusal:
        messages.error(request, str(refusal))
        return redirect(request.get_full_path())
    if not made:
        messages.info(request, _("Nobody needs a slip: no account was changed."))
        return redirect(request.get_full_path())
    table = pd.DataFrame(
        [
            (candidate.unit.name, candidate.name, candidate.number, password)
            for candidate, password in made
        ],
        columns=[
            _("unit"),
            pgettext("person", "name"),
            _("candidate number"),
            _("initial password"),
        ],
    )
    return attachment(
        workbook([Sheet(_("sign-in slips"), table)]),
        f"{_('sign-in slips')}-{localdate():%Y%m%d}.xlsx",
    )
