# Production image: locked requirements without the embedded servers, run by an ordinary user.
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements/base.txt requirements/base.txt
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --require-hashes --requirement requirements/base.txt

FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PERFMGMT_ENV=production \
    STATIC_ROOT=/app/staticfiles \
    MEDIA_ROOT=/var/lib/perfmgmt/media \
    AUDIT_HEADS_FILE=/var/lib/perfmgmt/heads/heads.txt
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin perfmgmt \
 && install -d -o perfmgmt -g perfmgmt /var/lib/perfmgmt /var/lib/perfmgmt/media \
    /var/lib/perfmgmt/heads
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY . .
# Neither step reaches a service: the values only satisfy the check of the settings.
RUN python -m compileall -q . \
 && PERFMGMT_ENV=development python -m perfmgmt.messages \
 && SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    ALLOWED_HOSTS=build DATABASE_URL=postgresql://build/build REDIS_URL=redis://build \
    python manage.py collectstatic --noinput
USER perfmgmt
EXPOSE 8000
CMD ["gunicorn", "perfmgmt.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "4", \
     "--worker-class", "gthread", "--threads", "4", "--worker-tmp-dir", "/dev/shm", \
     "--max-requests", "5000", "--max-requests-jitter", "500", "--no-control-socket", \
     "--logger-class", "perfmgmt.access_log.DiscreetLogger", "--access-logfile", "-"]
