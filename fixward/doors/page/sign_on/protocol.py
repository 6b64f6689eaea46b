"""What is asked of the provider between the two redirects: its discovery document, the token, the address."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

from fixward.domain.governments import discovery
from fixward.doors.page.sign_on import tokens

_OF_EMAIL = ("email", "email_verified")


class Protocol(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    @cached_property
    def openid_config(self) -> dict[str, Any]:
        """Raises OAuth2Error."""
        try:
            return discovery.known_configuration(self.issuer)
        except discovery.Unusable as problem:
            raise OAuth2Error(str(problem)) from problem

    @property
    def issuer(self) -> str:
        return str(self.get_provider().app.settings["server_url"])

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: OAuth2Client, **more: Any
    ) -> dict[str, Any]:
        """Raises OAuth2Error. The code goes only to who sent it, where that says who it is (RFC 9207)."""
        if request.GET.get("iss", self.issuer) != self.issuer:
            raise OAuth2Error("The answer is of another issuer")
        try:
            data = self._token(request, app, client, **more)
        except ValueError as error:
            raise OAuth2Error("The token cannot be read") from error
        if not isinstance(data, dict) or not isinstance(data.get("id_token"), str) or not data.get("access_token"):
            raise OAuth2Error("There is no ID token in the answer")
        return data

    def _token(self, request: HttpRequest, app: SocialApp, client: OAuth2Client, **more: Any) -> Any:
        """Some take the secret in the form, some only in the header, and most say that they know both."""
        try:
            return super().get_access_token_data(request, app, client, **more)
        except OAuth2Error:
            if client.basic_auth or "client_secret_basic" not in self._ways_of_secret:
                raise
            client.basic_auth = True
            return super().get_access_token_data(request, app, client, **more)

    @property
    def _ways_of_secret(self) -> list[str]:
        return list(self.openid_config.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **given: Any) -> SocialLogin:
        try:
            keys = discovery.keys(self.openid_config)
        except discovery.Unusable as problem:
            raise OAuth2Error(str(problem)) from problem
        id_token = given["response"]["id_token"]
        claims = tokens.claims(id_token, keys=keys, issuer=self.issuer, client_id=app.client_id)
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            claims |= self._address(token.token, of=claims["sub"])
        return self.get_provider().sociallogin_from_response(request, claims)

    def _address(self, access_token: str, *, of: str) -> dict[str, Any]:
        """Many providers tell it only here; it has to be of the same person as the ID token."""
        headers = {"Authorization": f"Bearer {access_token}"}
        with get_adapter().get_requests_session() as session:
            answer: requests.Response = session.get(self.profile_url, headers=headers)
        answer.raise_for_status()
        told = answer.json()
        if not isinstance(told, dict) or told.get("sub") != of:
            raise OAuth2Error("The user info is of somebody else")
        return {name: told[name] for name in _OF_EMAIL if name in told}
