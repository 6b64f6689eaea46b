"""The provider of one organization, as allauth asks for it: PKCE, state, nonce, and nothing taken from the address."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest, HttpResponse

from fixward.doors.page.sign_on.adapter import must_be_permitted
from fixward.doors.page.sign_on.protocol import Protocol


class SignOnProvider(OpenIDConnectProvider):  # type: ignore[misc]
    pkce_enabled_default = True
    oauth2_adapter_class = Protocol

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return list(self.get_scope())

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        return {"nonce": secrets.token_urlsafe(24)}

    def redirect(self, request: HttpRequest, process: str, **given: Any) -> HttpResponse:
        """To the provider; its state keeps the nonce that the ID token has to bring back."""
        process = process if process == AuthProcess.CONNECT else AuthProcess.LOGIN
        if process == AuthProcess.CONNECT:
            must_be_permitted(request, self.app.provider_id)
        given["nonce"] = given["auth_params"]["nonce"]
        try:
            return super().redirect(request, process, **given)  # type: ignore[no-any-return]
        except (OAuth2Error, requests.RequestException) as error:
            return render_authentication_error(request, self, exception=error)  # type: ignore[no-any-return]

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Of the issuer too: when an organization changes it, nobody is linked with a namesake at the new one."""
        return hashlib.sha256(f"{data['iss']}\0{data['sub']}".encode()).hexdigest()

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        return []

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Of what the provider tells of a person nothing is kept."""
        return {}

    def sociallogin_from_response(self, request: HttpRequest, response: dict[str, Any]) -> SocialLogin:
        login = super().sociallogin_from_response(request, response)
        login.claims = response
        return login


provider_classes = [SignOnProvider]
