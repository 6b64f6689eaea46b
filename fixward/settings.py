"""Settings, all of them by environment variables; docs/CONFIGURATION.md lists each."""

from pathlib import Path

import environ

from fixward.foundation import database, logs

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.str("FIXWARD_VAR", default="var")).resolve()
# `fixward demo` leaves the mark.
DEMO = env.bool("FIXWARD_DEMO", default=(VAR / "demonstration").exists())

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="") or database.secret_key(VAR)
# What a key before this one has signed and sealed is still read.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
BEHIND_TLS = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "fixward.doors.api",
    "fixward.doors.page",
    "fixward.doors.page.sign_on",
    "fixward.doors.figures",
    "fixward.doors.outside",
    "fixward.doors.residents",
    "fixward.doors.staff",
    "fixward.followups.notifications",
    "fixward.followups.insights",
    "fixward.followups.reports",
    "fixward.followups.exchange.connectors",
    "fixward.followups.exchange.webhooks",
    "fixward.domain.desks",
    "fixward.domain.records",
    "fixward.domain.open_data",
    "fixward.domain.conversations",
    "fixward.domain.watching",
    "fixward.domain.service_requests",
    "fixward.domain.routing",
    "fixward.domain.catalog",
    "fixward.domain.surveying",
    "fixward.domain.programs",
    "fixward.domain.governments",
    "fixward.domain.people",
    "fixward.domain.places",
    "fixward.foundation.database",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "django_htmx",
    "django_structlog",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "fixward.foundation.metrics.Measured",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "fixward.doors.page.privacy.ForOnePerson",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fixward.doors.page.sign_on.closing.ClosedAccount",
    "django_htmx.middleware.HtmxMiddleware",
    "fixward.doors.page.not_yet.NotOpenYet",
]

ROOT_URLCONF = "fixward.urls"
WSGI_APPLICATION = "fixward.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "fixward.doors.page.context.page",
            ]
        },
    }
]

DATABASES = {"default": database.configuration(env.str("DATABASE_URL", default=""), var=VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "fixward.doors.page.accounts.Accounts"
LOGIN_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
# The password is optional, yet named: where it is not, allauth leaves it out of the log-in form too.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_FORMS = {"request_login_code": "fixward.doors.residents.forms.CodeForm"}
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Administrators come to their desk only with a second step; the log-ins of the demonstration are printed for everybody.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=not DEMO)
# Nobody signs up here with another's address, so nobody can lock them out by it.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Browsers let nobody make a passkey without TLS, except on the machine itself.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_TLS
MFA_FORMS = {
    "add_webauthn": "fixward.doors.page.passkeys.PasskeyForm",
    "edit_webauthn": "fixward.doors.page.passkeys.RenameForm",
}
SOCIALACCOUNT_ADAPTER = "fixward.doors.page.sign_on.adapter.SignOns"
# A link leads to the provider: a form that is sent on to another site is forbidden by the page's policy.
SOCIALACCOUNT_LOGIN_ON_GET = True
# Networks that are not public and are asked all the same: an organization's issuer may stand there, or its webhook.
# SIGN_ON_NETWORKS is what it was called at first.
OUTBOUND_NETWORKS = env.list("OUTBOUND_NETWORKS", default=env.list("SIGN_ON_NETWORKS", default=[]))
# Organizations (short names) whose members may log in otherwise although their sign-on is demanded: it is broken.
SIGN_ON_EMERGENCY = env.list("SIGN_ON_EMERGENCY", default=[])

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "fixward" / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="America/New_York")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "files", "base_url": "/files/"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

EMAIL_URL = env.str("EMAIL_URL", default="")
EMAIL_FILE_PATH = VAR / "mail"
if EMAIL_URL:
    vars().update(env.email_url_config(EMAIL_URL))
else:
    EMAIL_BACKEND = "fixward.foundation.mail.FileBackend"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="Fixward <no-reply@localhost>")
# The mailbox for answers of organizations off the platform; the mail server gives them to `fixward receive-mail`.
REPLY_ADDRESS = env.str("REPLY_ADDRESS", default="")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_HTTPONLY = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Where a base map of MAP_STYLE_URL comes from: its style, tiles, letters and pictures.
MAP_HOSTS = env.list("MAP_HOSTS", default=[])
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:", *MAP_HOSTS],
        "connect-src": ["'self'", *MAP_HOSTS],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# A description of 100 KB must reach the form, which then says at the field what is too long.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# Of a file beside a note or a reply.
LARGEST_FILE_MB = env.int("LARGEST_FILE_MB", default=15)
LOGGING = logs.configuration(env.str("LOG_LEVEL", default="INFO"))
vars().update(logs.REQUEST_LINES)
PROCRASTINATE_IMPORT_PATHS = ["fixward.foundation.jobs.upkeep", "fixward.followups.tasks"]
# Whose word about the client's address is believed; by default a proxy on this machine.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=["127.0.0.0/8", "::1"])
# How often in an hour: from one network address, and by one contact; 0 is without end.
LIMITS = {
    "reports": env.list("LIMIT_REPORTS", cast=int, default=[100, 30]),
    "supports": env.list("LIMIT_SUPPORTS", cast=int, default=[100, 0]),
    "comments": env.list("LIMIT_COMMENTS", cast=int, default=[60, 20]),
    "photos": env.list("LIMIT_PHOTOS", cast=int, default=[300, 0]),
    "follows": env.list("LIMIT_FOLLOW_MAILS", cast=int, default=[30, 5]),
    "codes": env.list("LIMIT_CODES", cast=int, default=[30, 6]),
    "sign_ons": env.list("LIMIT_SIGN_ONS", cast=int, default=[300, 0]),
}
# Nobody finds a place and writes faster; who sends sooner is asked to press again.
LEAST_SECONDS_TO_REPORT = env.float("LEAST_SECONDS_TO_REPORT", default=3)
# How many days a package of public records can be downloaded.
RECORDS_KEPT_DAYS = env.int("RECORDS_KEPT_DAYS", default=30)
# Files of all public requests for everybody, made every night, and the terms under which they may be used: "Name|https://...".
OPEN_DATA = env.bool("OPEN_DATA", default=True)
OPEN_DATA_LICENSE = env.str("OPEN_DATA_LICENSE", default="")
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
MAP_STYLE_URL = env.str("MAP_STYLE_URL", default="")
# Who can be asked about a place that is not of this umbrella, as "Name|https://...".
ELSEWHERE = env.list("ELSEWHERE", default=["USA.gov: local governments|https://www.usa.gov/local-governments"])
# Feet and miles, or metres and kilometres.
UNITS = "metric" if env.str("UNITS", default="us") == "metric" else "us"
UMBRELLA_NAME = env.str("UMBRELLA_NAME", default="Pinellas together (demonstration)" if DEMO else "Fixward")
# Above the code in an authenticator app.
MFA_TOTP_ISSUER = UMBRELLA_NAME
