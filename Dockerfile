# Three stages: `model` exports the encoder (needs torch), `runtime` installs what answering takes and indexes corpus/
# with it, and the last one keeps their files only. docs/docker.md says how to use the image.
ARG PYTHON_IMAGE=python:3.12-slim-bookworm

FROM ${PYTHON_IMAGE} AS model
# Address of an index that has torch without CUDA. Without one this stage, and only this stage, is gigabytes larger.
ARG TORCH_INDEX=
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
RUN python3 -m venv /build/venv \
    && /build/venv/bin/pip download --no-deps --dest wheels ${TORCH_INDEX:+--extra-index-url "${TORCH_INDEX}"} torch==2.13.0
# Of the package only what names its version: so its dependencies stay cached when code changes.
COPY LICENSE README.md constraints.txt pyproject.toml ./
COPY qa/__init__.py qa/
RUN /build/venv/bin/pip install -c constraints.txt --find-links wheels torch==2.13.0 .
COPY qa qa
RUN QA_CACHE=/app/model /build/venv/bin/python3 -c \
    "from qa.encoder.onnx_encoder import open_encoder; from qa.settings import Settings; open_encoder(Settings.from_env())"

FROM ${PYTHON_IMAGE} AS runtime
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
# pip works on the image's environment from outside, so that none is in it.
RUN python3 -m venv /build/pip && python3 -m venv --without-pip /app/venv
COPY constraints.txt docker/requirements.txt ./
RUN /build/pip/bin/pip --python /app/venv/bin/python3 install --no-compile -c constraints.txt -r requirements.txt
COPY LICENSE README.md pyproject.toml ./
COPY qa qa
# Bytecode for every start, which cannot be written later (a question takes 1.1 s instead of 1.7 s); unchecked, since
# copying may change the files' times. Tests of packages (18 MB) are nobody's here.
RUN /build/pip/bin/pip --python /app/venv/bin/python3 install --no-compile --no-deps . \
    && find /app/venv/lib -type d -name tests -prune -exec rm -r {} + \
    && /app/venv/bin/python3 -m compileall -q -j 0 --invalidation-mode unchecked-hash /app/venv/lib
COPY docker/qa docker/healthcheck.py /app/bin/
COPY corpus /app/corpus
COPY --from=model /app/model /app/model
RUN QA_CACHE=/app/model QA_INDEX_DIR=/app/index /app/venv/bin/qa index /app/corpus \
    && chmod 755 /app/bin/* && chmod -R a+rX /app

FROM ${PYTHON_IMAGE}
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin qa \
    && install -d -o qa -g qa /data /data/corpus /data/index
COPY --from=runtime /app /app
# No QA_INDEX_DIR: /app/bin/qa picks it. Reading is open to whoever the container's port is published to, unless
# QA_READ_KEYS are set; writing always wants a key.
# ORT_DISABLE_TELEMETRY is set by the program, too; here for whatever else is run with the image's onnxruntime.
ENV PATH=/app/bin:/app/venv/bin:$PATH \
    ORT_DISABLE_TELEMETRY=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    QA_CACHE=/app/model \
    QA_CORPUS_DIR=/data/corpus \
    QA_HOST=0.0.0.0 \
    QA_PORT=8000 \
    QA_PUBLIC=1
LABEL org.opencontainers.image.title="interview-qa" \
      org.opencontainers.image.description="Exact, citable answers from interview archives" \
      org.opencontainers.image.licenses="Apache-2.0"
# By number, so that a platform can see that it is not root.
USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python3", "/app/bin/healthcheck.py"]
ENTRYPOINT ["qa"]
CMD ["serve"]
