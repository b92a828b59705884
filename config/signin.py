"""Sign-in leaves its trace: joins allauth's flows to the audit chain."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from chengshu.base.accounts import api as accounts
from chengshu.base.audit import api as audit


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types - nothing to check against
    """Records who signed in and out, wrong passwords, lockouts and changed passwords."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: an organisation's administrator opens accounts."""
        del request
        return False

    def authentication_failed(self, request: HttpRequest, **credentials: object) -> None:
        """Record a refused sign-in; the password itself is never written down."""
        locked = bool(getattr(request, "axes_locked_out", False))
        self._record(
            request,
            AnonymousUser(),
            "accounts.sign_in",
            subject=str(credentials.get("username", "")),
            reason="locked" if locked else "wrong_password",
        )

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in and record it."""
        super().login(request, user)
        self._record(request, user, "accounts.sign_in", subject=user.get_username())

    def logout(self, request: HttpRequest) -> None:
        """Record the sign-out and end the session."""
        self._record(
            request, request.user, "accounts.sign_out", subject=request.user.get_username()
        )
        super().logout(request)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Set the password and record that it was changed."""
        super().set_password(user, password)
        self._record(self.request, user, "accounts.change_password", subject=user.get_username())

    def _record(
        self,
        request: HttpRequest,
        user: AbstractBaseUser | AnonymousUser,
        action: str,
        *,
        subject: str,
        reason: str = "",
    ) -> None:
        actor = accounts.actor_of(user, address=self.get_client_ip(request))
        outcome = "refused" if reason else "done"
        detail = {"reason": reason} if reason else {}
        audit.record(actor, action, subject=subject, outcome=outcome, detail=detail)
