"""Settings: safe by default, opened by the environment. `make run` sets GALON_DEMO=1."""

from datetime import timedelta
from pathlib import Path

import environ
import font_source_sans_pro
import font_source_serif_pro
from celery.schedules import crontab
from csp.constants import NONE, SELF

HOME = Path(__file__).resolve().parent.parent
env = environ.Env()

DEMO = env.bool("GALON_DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
VAR = Path(env.str("GALON_VAR", default=str(HOME / "var")))
VAR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = env.str("SECRET_KEY", default="only-for-development-and-tests-never-in-production-0123456789")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://localhost:8000")
WOMEN_SHARE_FOLLOWED = env.float("WOMEN_SHARE_FOLLOWED", default=0.30)  # followed by the programme, never a quota
SCHOOL_NAME = env.str("SCHOOL_NAME", default="IMT Mines Alès")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="partenariat@galon.test")
DPO_EMAIL = env.str("DPO_EMAIL", default="donnees@galon.test")
PUBLISHER = env.str("PUBLISHER", default="la direction de l’école")
HOSTED_BY = env.str("HOSTED_BY", default="Les serveurs de l’école.")

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "js_lib_bootstrap5",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rules.apps.AutodiscoverRulesConfig",
    "portal.people",
    "portal.journal",
    "portal.vault",
    "portal.outbox",
    "portal.web",
    "applications",
    "cohorts",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.web.language.LanguageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "portal.web.second_factor.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.web.refusals.RefusalMiddleware",
    "portal.web.headers.PrivatePagesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HOME / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "portal.web.frame.frame",
            ],
            "builtins": ["portal.web.templatetags.galon"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# -- Data ------------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR / 'galon.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL alone makes concurrent writers fail more often, not less: every transaction must start IMMEDIATE.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A socket folder in the address arrives as an option: add to it.
    DATABASES["default"]["OPTIONS"] = {**DATABASES["default"].get("OPTIONS", {}), "connect_timeout": 5}

REDIS_URL = env.str("REDIS_URL", default="")
# Throttles and used codes must hold with Redis down and across web processes: the cache lives in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "throttles",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
VAULT_ROOT = Path(env.str("VAULT_ROOT", default=str(VAR / "vault")))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
UPLOAD_MAX_PAGES = 20
UPLOAD_MAX_PIXELS = 40_000_000
FILE_UPLOAD_HANDLERS = [
    "portal.vault.intake.CappedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# What the process that looks inside a file may use: enough to turn a picture of 40 million points once.
INSPECTION_MEMORY = 640 * 1024 * 1024
INSPECTION_SECONDS = 5

# -- People ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
ACCOUNT_ADAPTER = "portal.web.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "portal.web.sign_in.SignUpFields"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_SESSION_REMEMBER = False
PASSWORD_RESET_TIMEOUT = 3600
# Refused before the password is hashed. Whoever is locked out by somebody else's guesses still enters by a code.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/15m/ip,5/15m/key,10/h/key"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# Staff and army enrol before they see anything; the demo lets them in with a password.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=not (DEMO or DEBUG))
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Galon"
MFA_FORMS = {"add_webauthn": "portal.web.keys.AddKey", "edit_webauthn": "portal.web.keys.EditKey"}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO or DEBUG

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
SECURE = env.bool("GALON_SECURE", default=not (DEMO or DEBUG))
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside, without the proxy
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0  # otherwise X-Forwarded-For is what anybody writes
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SECURE_REFERRER_POLICY = "same-origin"
# Only a document may be shown inside a page of ours: `portal.vault.serve` says so itself.
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "img-src": [SELF, "data:"],
    }
}

# -- Words and time --------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [HOME / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Europe/Paris"

# -- Letters ---------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Galon <galon@galon.test>")
MAIL_DOMAIN = env.str("MAIL_DOMAIN", default="galon.test")
# Addresses of the school itself: sharing one says nothing about two people.
SCHOOL_DOMAINS = env.list("SCHOOL_DOMAINS", default=[MAIL_DOMAIN, "mines-ales.fr", "mines-ales.org"])
EMAIL_TIMEOUT = 20
MAILBOX = VAR / "mails"  # where mails are kept when no server is named
EMAIL_BACKEND = "portal.outbox.mailbox.EmailBackend"
if env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
# A worker that dies gives its letters back after the lease; a letter it may have sent waits for the grace.
OUTBOX_LEASE = timedelta(seconds=env.int("OUTBOX_LEASE", default=60))
OUTBOX_GRACE = timedelta(seconds=env.int("OUTBOX_GRACE", default=90))
OUTBOX_RETRY = [timedelta(seconds=s) for s in env.list("OUTBOX_RETRY", int, [30, 120, 600, 1800, 7200, 14400])]

QUEUE = VAR / "queue"
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=REDIS_URL or "filesystem://")
if CELERY_BROKER_URL == "filesystem://":
    for folder in ("messages", "control"):
        (QUEUE / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "data_folder_in": str(QUEUE / "messages"),
        "data_folder_out": str(QUEUE / "messages"),
        "control_folder": str(QUEUE / "control"),
    }
else:
    # Whoever acts never waits for the broker: one try, then silence; the sweep finds what the bell missed.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        **{"socket_connect_timeout": 0.2, "socket_timeout": 5, "visibility_timeout": 120},
        **{"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0},
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "outbox.sweep": {"task": "outbox.sweep", "schedule": 5.0, "options": {"expires": 5}},
    "applications.tick": {"task": "applications.tick", "schedule": 60.0, "options": {"expires": 60}},
    "cohorts.tick": {"task": "cohorts.tick", "schedule": crontab(minute="*/10"), "options": {"expires": 600}},
    "cohorts.turns": {"task": "cohorts.turns", "schedule": 5.0, "options": {"expires": 5}},
    "cohorts.nightly": {"task": "cohorts.nightly", "schedule": crontab(hour=3, minute=10)},
    "vault.nightly": {"task": "vault.nightly", "schedule": crontab(hour=3, minute=40)},
}

# -- Static files ----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [
    HOME / "static",
    ("css/fonts", font_source_sans_pro.font_directory),
    ("css/fonts", font_source_serif_pro.font_directory),
]
# Collecting takes longer than starting: only the production image does it.
WHITENOISE_USE_FINDERS = not env.bool("STATIC_COLLECTED", default=False)
if not WHITENOISE_USE_FINDERS:
    STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(HOME / "staticfiles")))
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
