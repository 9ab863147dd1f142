"""Signing in. An initial password opens nothing but the page that replaces it.

Who gives one isn't signed in before a password of their own is chosen, so that no other page and
none of the exam room's addresses needs to look whether it has been.
"""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth import views as auth_views
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from exams.people import signing_in
from exams.people.forms import FirstPasswordForm, SignInForm


class SignInView(auth_views.LoginView):
    form_class = SignInForm
    template_name = "people/sign_in.html"
    redirect_authenticated_user = True

    # An ID number may be typed as the user name: an error report shows neither.
    @method_decorator(sensitive_post_parameters("username", "password"))
    def dispatch(self, request, *args, **kwargs):
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        user = form.get_user()
        if not user.must_change_password:
            return super().form_valid(form)
        signing_in.begin_first(self.request, user, now=timezone.now())
        query = {self.redirect_field_name: url} if (url := self.get_redirect_url()) else None
        return redirect(reverse("first-password", query=query))


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class FirstPasswordView(auth_views.RedirectURLMixin, FormView):
    form_class = FirstPasswordForm
    template_name = "people/first_password.html"
    next_page = reverse_lazy("desk")

    def dispatch(self, request, *args, **kwargs):
        self.user = signing_in.first_user(request, now=timezone.now())
        if self.user is None:
            messages.info(request, _("Sign in with the password on your slip first."))
            return redirect("login")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.user}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {self.redirect_field_name: self.get_redirect_url()}

    def form_valid(self, form):
        user = form.save(commit=False)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        signing_in.end_first(self.request)
        login(self.request, user, backend="django.contrib.auth.backends.ModelBackend")
        messages.success(self.request, _("Your password is set. The slip is no longer valid."))
        return super().form_valid(form)


class PasswordChangeView(auth_views.PasswordChangeView):
    template_name = "people/password_change.html"
    success_url = reverse_lazy("desk")

    def form_valid(self, form):
        response = super().form_valid(form)
        messages.success(self.request, _("Your password is changed."))
        return response
