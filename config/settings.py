"""Django's settings, derived from the one settings object; nothing else is configured here."""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from chengshu.base.settings import api as settings_api
from config.logs import log_settings

_settings = settings_api.get_settings()
_database = settings_api.database_address()
_pool = {"min_size": 1, "max_size": _settings.web_connections, "timeout": 20}
ROOT = Path(__file__).resolve().parent.parent

SECRET_KEY = settings_api.read_secret("django").hex()
DEBUG = _settings.debug
LOGGING_CONFIG = "config.logs.set_up_logs"
LOGGING = log_settings(_settings.log_level)
ALLOWED_HOSTS = list(_settings.allowed_hosts)

ROOMS = [
    "chengshu.base.accounts",
    "chengshu.base.audit",
    "chengshu.base.access",
    "chengshu.base.jobs",
    "chengshu.base.look",
    "chengshu.base.console",
    "chengshu.data.sources",
    "chengshu.data.elements",
    "chengshu.data.catalog",
    "chengshu.data.survey",
    "chengshu.data.claims",
    "chengshu.data.standardisation",
    "chengshu.data.lake",
    "chengshu.data.rules",
    "chengshu.data.quality",
    "chengshu.data.ingest",
    "chengshu.data.repair",
    "chengshu.exchange.sharing",
    "chengshu.exchange.gateway",
    "chengshu.exchange.matching",
    "chengshu.operations.vitals",
    "chengshu.operations.dispatch",
    "chengshu.operations.warning",
    "chengshu.screens.cockpit",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "axes",
    "ninja",  # its documentation page then takes everything from here, nothing from a CDN
    "procrastinate.contrib.django",
    *ROOMS,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "chengshu.base.look.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "chengshu.base.look.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "chengshu.base.look.middleware.IdleMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "chengshu.base.look.middleware.ErrorMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "src" / "chengshu" / "base" / "look" / "templates"],  # before allauth's own
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chengshu.base.look.shell.shell",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": _database.host,
        "PORT": _database.port,
        "NAME": _database.name,
        "USER": _database.user,
        "PASSWORD": _database.password,
        "CONN_MAX_AGE": 0,  # each request runs on a thread of its own: what it kept would pile up
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": _pool} if os.environ.get("CHENGSHU_PROCESS") == "web" else {},
        "TEST": {"NAME": os.environ.get("CHENGSHU_TEST_DATABASE", "test_chengshu")},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
LOCALE_PATHS = [
    *sorted(ROOT.glob("src/chengshu/*/*/locale")),
    *(ROOT / "src" / "chengshu" / "cli" / "locale", ROOT / "config" / "locale"),
    *sorted(ROOT.glob("cities/*/locale")),
]
LANGUAGES = [("zh-hans", _("简体中文")), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = settings_api.home_folder("static")
STATICFILES_DIRS = [
    ("vendor/htmx", ROOT / "node_modules" / "htmx.org" / "dist"),
    ("vendor/echarts", ROOT / "node_modules" / "echarts" / "dist"),
    ("vendor/maplibre", ROOT / "node_modules" / "maplibre-gl" / "dist"),
]
WHITENOISE_USE_FINDERS = True

CHENGSHU_FONTS = ROOT / "node_modules" / "@expo-google-fonts" / "noto-sans-sc"
CHENGSHU_GUARD = "config.guard.PolicyGuard"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"  # every process knows the work of every room
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "config.signin.SignInAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser, or when idle
ACCOUNT_RATE_LIMITS = False  # axes counts failures; two counters would contradict each other
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours; GB/T 22239-2019 level 3: five failures lock for 30 minutes
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "look/lockout.html"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "chengshu.base.accounts.passwords.LengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "chengshu.base.accounts.passwords.CharacterKindsValidator"},
]
SESSION_COOKIE_AGE = 8 * 3600
SESSION_IDLE_SECONDS = 30 * 60  # GB/T 22239-2019 level 3: end sessions nobody uses
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _settings.secure_cookies
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
