# Hashlevy in a container: an ordinary user, a root file system that can be read-only, one volume for what it keeps.
#   docker build -t hashlevy . && docker run --read-only --tmpfs /tmp -p 127.0.0.1:8000:8000 -v hashlevy:/var/lib/hashlevy hashlevy

FROM python:3.11-slim AS build
COPY requirements.lock .
# Wheels only: an image that compiles needs a compiler, and depends on what it finds.
RUN python -m venv /opt/hashlevy \
    && /opt/hashlevy/bin/pip install --no-cache-dir --no-deps --only-binary :all: --require-hashes -r requirements.lock

FROM python:3.11-slim
RUN useradd --system --user-group --uid 10001 --home-dir /var/lib/hashlevy --shell /usr/sbin/nologin hashlevy \
    && install --directory --owner hashlevy --group hashlevy --mode 700 /var/lib/hashlevy
COPY --from=build /opt/hashlevy /opt/hashlevy
WORKDIR /srv/hashlevy
COPY openapi.yaml ./
COPY alembic alembic
COPY service service
ENV PATH=/opt/hashlevy/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HASHLEVY_PROFILE=production \
    DATABASE_URL=sqlite:////var/lib/hashlevy/hashlevy.db \
    HASHLEVY_KEYS_DIRECTORY=/var/lib/hashlevy/keys
# Compiled now, because at run time nothing can be written beside the sources.
RUN python -m compileall -q service
USER hashlevy
VOLUME /var/lib/hashlevy
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "-m", "service", "health"]
ENTRYPOINT ["python", "-m", "service"]
CMD ["serve", "--host", "0.0.0.0"]
