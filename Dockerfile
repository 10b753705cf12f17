# One image for the web server, the worker, the clock and the migrations.
FROM python:3.11-slim-bookworm AS build
COPY requirements/base.txt /tmp/base.txt
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/base.txt
WORKDIR /galon
COPY . .
# Translations and static files are made here; the key serves these two commands only and stays out of the image.
RUN SECRET_KEY=build GALON_VAR=/tmp /venv/bin/python manage.py words \
 && SECRET_KEY=build GALON_VAR=/tmp STATIC_COLLECTED=1 /venv/bin/python manage.py collectstatic --noinput

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --no-create-home galon \
 && install --directory --owner=galon --mode=0700 /data
COPY --from=build /venv /venv
COPY --from=build /galon /galon
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 STATIC_COLLECTED=1 GALON_VAR=/data
USER galon
WORKDIR /galon
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD ["python", "-m", "portal.web.probe"]
CMD ["gunicorn", "portal.wsgi", "--bind=0.0.0.0:8000", "--workers=2", "--threads=4"]
