# One image for all commands. The base's own Python; dependencies exactly as uv.lock names them.
FROM debian:trixie-slim AS build
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3 ca-certificates \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/syncsvc
# Only for building behind a proxy with a CA of its own; it does not reach the image.
ARG SSL_CERT_FILE
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
COPY scripts/uv.py scripts/uv.py
COPY pyproject.toml uv.lock README.md LICENSE ./
COPY syncsvc syncsvc
RUN $(python3 scripts/uv.py) sync --quiet --locked --no-default-groups --all-extras --no-editable

FROM debian:trixie-slim
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3 ca-certificates tzdata \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --system --gid 10001 syncsvc \
 && useradd --system --uid 10001 --gid syncsvc --home-dir /var/lib/syncsvc --shell /usr/sbin/nologin syncsvc \
 && install -d -o syncsvc -g syncsvc /var/lib/syncsvc /var/lib/syncsvc/data /var/lib/syncsvc/exports
COPY --from=build /opt/syncsvc/.venv /opt/syncsvc/.venv
COPY --chown=syncsvc:syncsvc config /var/lib/syncsvc/config
ENV PATH=/opt/syncsvc/.venv/bin:/usr/local/bin:/usr/bin:/bin \
    SYNCSVC_CONFIG=/var/lib/syncsvc/config/syncsvc.toml \
    PYTHONUNBUFFERED=1
USER syncsvc
WORKDIR /var/lib/syncsvc
# Configuration, database and exported files live on one volume.
VOLUME /var/lib/syncsvc
EXPOSE 8080 3890
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["syncsvc", "health"]
CMD ["syncsvc", "serve"]
