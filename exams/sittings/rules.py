"""The rules that a candidate accepts before the start; they stand on the admission ticket too."""

from django.utils.translation import gettext as _


def of(exam):
    """The rules of an exam, one a sentence; what else it asks for stands in its instructions."""
    rules = [
        _("Bring your ID card and your admission ticket, and take the seat that is given to you."),
        _("Write the paper yourself, without anybody's help and without other people's accounts."),
        _(
            "Phones and other devices stay switched off and away; the invigilator says what you "
            "may use."
        ),
        _("Don't copy, photograph or pass on questions, during the exam or afterwards."),
        _(
            "The room notes when you leave the page, copy or paste, and where the network fails: "
            "facts with their times, which people judge, not the machine."
        ),
        _(
            "If something fails, stay at your place and tell the invigilator; what is saved is "
            "kept."
        ),
        _("The invigilator may pause the exam, give time, or hand a paper in; each with a reason."),
    ]
    if exam.requires_seb:
        rules.append(_("The exam is written in Safe Exam Browser only."))
    return rules
